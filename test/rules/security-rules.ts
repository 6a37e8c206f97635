import { violation, type Node, type SourceFile, type Violation } from './source-files.ts'
import {
  calledName,
  childOf,
  childrenOf,
  importsOf,
  isReference,
  memberName,
  nameOf,
  simpleMember,
  textOf,
  walkValues,
} from './syntax.ts'

/** One rule: where it holds, which files are free of it, and what it says about a node (or nothing). */
export type SecurityRule = {
  readonly name: string
  readonly within: RegExp
  readonly except?: RegExp
  readonly check: (node: Node, parents: readonly Node[], constants: ReadonlySet<string>) => string | undefined
}

const everywhere = /^(shared|electron|verifier|renderer)\//

const argument = (node: Node, index: number): Node | undefined => childrenOf(node, 'arguments')[index]

/** Text that is in the source as it stands: a literal, or literals and constant texts of the same file put together. */
function isFixedText(node: Node | undefined, constants: ReadonlySet<string>): boolean {
  if (node === undefined) return false
  if (node.type === 'TemplateLiteral')
    return childrenOf(node, 'expressions').every((item) => isFixedText(item, constants))
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    return isFixedText(childOf(node, 'left'), constants) && isFixedText(childOf(node, 'right'), constants)
  }
  return textOf(node) !== undefined || constants.has(nameOf(node) ?? '')
}

/** Names of the file's own top-level constants that hold such text. */
function constantTexts(source: SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  for (const statement of childrenOf(source.program, 'body')) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') continue
    for (const declarator of childrenOf(statement, 'declarations')) {
      const name = nameOf(childOf(declarator, 'id'))
      if (name !== undefined && isFixedText(childOf(declarator, 'init'), names)) names.add(name)
    }
  }
  return names
}

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+')

/** The text that a string expression begins with. */
function beginning(node: Node | undefined): string {
  if (node === undefined) return ''
  if (node.type === 'BinaryExpression') return beginning(childOf(node, 'left'))
  if (node.type !== 'TemplateLiteral') return textOf(node) ?? ''
  const value = childrenOf(node, 'quasis')[0]?.value
  return typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : ''
}

const keywords = 'select|insert|update|delete|create|drop|alter|replace|attach|vacuum|pragma'
/** In one case throughout: a sentence may begin with "Update". */
const statement = new RegExp(`^\\s*(${keywords}|${keywords.toUpperCase()})\\b`)

const calls =
  (names: readonly string[], message: string): SecurityRule['check'] =>
  (node) => {
    const called = calledName(node)
    return called !== undefined && names.includes(called) ? `${called}: ${message}` : undefined
  }

const imports =
  (pattern: RegExp, message: string): SecurityRule['check'] =>
  (node) => {
    const specifier =
      textOf(childOf(node, 'source')) ?? (calledName(node) === 'require' ? textOf(argument(node, 0)) : undefined)
    return specifier !== undefined && pattern.test(specifier) ? `${specifier}: ${message}` : undefined
  }

const names =
  (wanted: readonly string[], message: string): SecurityRule['check'] =>
  (node) => {
    const name = nameOf(childOf(node, 'imported')) ?? memberName(node)
    return name !== undefined && wanted.includes(name) ? `${name}: ${message}` : undefined
  }

const writers = [
  'writeFile',
  'appendFile',
  'createWriteStream',
  'copyFile',
  'rename',
  'truncate',
  'ftruncate',
  'cp',
  'link',
  'symlink',
]

/** A named import from node:fs, or a member of what is usually called fs. */
function writeMessage(node: Node, parents: readonly Node[]): string | undefined {
  const [object, member] = simpleMember(node) ?? []
  const fromFs = /^(node:)?fs(\/promises)?$/.test(textOf(childOf(parents.at(-1) ?? node, 'source')) ?? '')
  const imported = fromFs ? nameOf(childOf(node, 'imported')) : undefined
  const name = imported ?? (/^(fs|fsp|promises|fsPromises)$/.test(object ?? '') ? member : undefined)
  const writes = name !== undefined && writers.includes(name.replace(/Sync$/, ''))
  return writes ? `${name}: files are written by electron/files, atomically.` : undefined
}

const unsafePreferences: Readonly<Record<string, boolean | 'any'>> = {
  ...{ nodeIntegration: true, nodeIntegrationInWorker: true, nodeIntegrationInSubFrames: true, webviewTag: true },
  ...{ allowRunningInsecureContent: true, experimentalFeatures: true, navigateOnDragDrop: true, devTools: true },
  ...{ contextIsolation: false, sandbox: false, webSecurity: false, safeDialogs: false, enableBlinkFeatures: 'any' },
}

function preferenceMessage(node: Node): string | undefined {
  if (node.type !== 'Property') return undefined
  const key = nameOf(childOf(node, 'key')) ?? ''
  const refused = Object.hasOwn(unsafePreferences, key) ? unsafePreferences[key] : undefined
  if (refused === undefined) return undefined
  const value = childOf(node, 'value')?.value
  return refused === 'any' || value === refused
    ? `${key} opens the window: see electron/window for the settings.`
    : undefined
}

function clockMessage(node: Node): string | undefined {
  const instead =
    'take the instant from the clock that the engine hands down (electron/files/clock.ts is the one place).'
  const member = simpleMember(node)
  if (member?.[0] === 'Date' && member[1] === 'now') return `Date.now: ${instead}`
  const bare =
    node.type === 'NewExpression' && nameOf(childOf(node, 'callee')) === 'Date' && argument(node, 0) === undefined
  return bare ? `new Date(): ${instead}` : undefined
}

function exposedMessage(node: Node): string | undefined {
  if (calledName(node) !== 'exposeInMainWorld') return undefined
  const given = argument(node, 1)
  const values =
    given === undefined
      ? []
      : [
          given,
          ...childrenOf(given, 'properties').flatMap(
            (item) => childOf(item, 'value') ?? childOf(item, 'argument') ?? [],
          ),
        ]
  return values.some((value) => nameOf(value) === 'ipcRenderer')
    ? 'ipcRenderer must not reach the page: expose one function.'
    : undefined
}

function keyPragmaMessage(node: Node): string | undefined {
  if (calledName(node) !== 'pragma') return undefined
  return /\b(re|hex|hexre)?key\s*=/i.test(beginning(argument(node, 0)))
    ? 'A key in a pragma stays in memory as text: use db.key(buffer).'
    : undefined
}

const consoleMessage = (node: Node): string | undefined =>
  simpleMember(node)?.[0] === 'console'
    ? 'console: what is logged can hold patient data; say it as a Problem or to the ledger.'
    : undefined

const sqlMessage: SecurityRule['check'] = (node, parents, constants) =>
  isText(node) &&
  parents.at(-1)?.type !== 'BinaryExpression' &&
  statement.test(beginning(node)) &&
  !isFixedText(node, constants)
    ? 'SQL is fixed text: bind values with parameters, choose between whole statements.'
    : undefined

const evalMessage = (node: Node, parents: readonly Node[]): string | undefined => {
  const name = nameOf(node)
  if ((name !== 'eval' && name !== 'Function') || !isReference(node, parents)) return undefined
  return `${name}: no code is made from text.`
}

const fetchMessage = (node: Node, parents: readonly Node[]): string | undefined => {
  const name = nameOf(node)
  const banned = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection']
  return name !== undefined && banned.includes(name) && isReference(node, parents)
    ? `${name}: the product has no network.`
    : undefined
}

export const securityRules: readonly SecurityRule[] = [
  {
    name: 'no-plaintext-copy',
    within: /^electron\/(store|vault|actions|engine)\//,
    check: calls(['serialize'], 'it returns the database in plain text; back up with VACUUM INTO.'),
  },
  {
    name: 'no-rekey-to-nothing',
    within: everywhere,
    check: (node) =>
      calledName(node) === 'rekey' && textOf(argument(node, 0)) === '' ? "rekey('') decrypts the file." : undefined,
  },
  {
    name: 'no-unsafe-database',
    within: everywhere,
    check: calls(['unsafeMode', 'loadExtension'], 'never: it switches the guards off.'),
  },
  {
    name: 'database-in-store-only',
    within: everywhere,
    except: /^(electron\/store\/|verifier\/database\.ts$)/,
    check: imports(/^better-sqlite3/, 'databases are opened in electron/store only.'),
  },
  { name: 'no-key-pragma', within: everywhere, check: keyPragmaMessage },
  { name: 'no-built-sql', within: /^electron\/(store|vault|actions|engine|selftest)\//, check: sqlMessage },
  {
    name: 'ipc-in-window-only',
    within: everywhere,
    except: /^electron\/window\//,
    check: names(['ipcMain'], 'requests are received by the dispatcher in electron/window only.'),
  },
  {
    name: 'ipc-renderer-in-preload-only',
    within: everywhere,
    except: /^electron\/preload\.ts$/,
    check: names(['ipcRenderer', 'contextBridge'], 'the bridge is electron/preload.ts only.'),
  },
  { name: 'no-ipc-renderer-exposed', within: everywhere, check: exposedMessage },
  { name: 'no-eval', within: everywhere, check: evalMessage },
  {
    name: 'no-html-from-text',
    within: everywhere,
    check: names(['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'], 'markup is built by React.'),
  },
  {
    name: 'no-dangerous-html',
    within: everywhere,
    check: (node) =>
      node.type === 'JSXIdentifier' && node.name === 'dangerouslySetInnerHTML'
        ? 'dangerouslySetInnerHTML: markup is built by React.'
        : undefined,
  },
  {
    name: 'no-network-modules',
    within: everywhere,
    check: imports(/^(node:)?(http|https|http2|net|tls|dgram|dns)(\/|$)/, 'the product has no network.'),
  },
  { name: 'no-fetch', within: everywhere, check: fetchMessage },
  {
    name: 'no-electron-net',
    within: /^electron\//,
    check: (node) =>
      node.type === 'ImportSpecifier' && nameOf(childOf(node, 'imported')) === 'net'
        ? 'net: the product has no network; read files with electron/files.'
        : undefined,
  },
  {
    name: 'no-math-random',
    within: /^(electron|renderer)\//,
    check: (node) =>
      simpleMember(node)?.join('.') === 'Math.random'
        ? 'Math.random: ids come from crypto.randomUUID, statistics from the seeded generator.'
        : undefined,
  },
  { name: 'one-clock', within: /^electron\//, except: /(^|\/)clock\.ts$/, check: clockMessage },
  { name: 'atomic-writes', within: /^electron\//, except: /^electron\/files\//, check: writeMessage },
  { name: 'no-console', within: everywhere, except: /^electron\/(cli\/|main\.ts$)/, check: consoleMessage },
  {
    name: 'processes-in-hosts-only',
    within: everywhere,
    except: /^electron\/hosts\//,
    check: imports(/^(node:)?child_process$/, 'processes are started in electron/hosts only.'),
  },
  { name: 'no-open-external', within: everywhere, check: names(['openExternal'], 'nothing is opened outside.') },
  { name: 'window-preferences', within: /^electron\//, check: preferenceMessage },
]

export function checkSecurity(source: SourceFile): Violation[] {
  const rules = securityRules.filter(
    ({ within, except }) => within.test(source.path) && except?.test(source.path) !== true,
  )
  const constants = constantTexts(source)
  const found: Violation[] = []
  walkValues(source.program, (node, parents) => {
    for (const rule of rules) {
      const message = rule.check(node, parents, constants)
      if (message !== undefined) found.push(violation(source, node, `[${rule.name}] ${message}`))
    }
  })
  return found
}

/** Files that import a name from the electron module; the dispatcher has to be the only one with ipcMain. */
export const importsElectronName = (source: SourceFile, name: string): boolean =>
  importsOf(source).some((item) => item.specifier === 'electron' && !item.typeOnly && item.names.includes(name))
