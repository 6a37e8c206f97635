import path from 'node:path'

/**
 * Who may import whom. `values` and `types` are prefixes of paths (a room, or one file of it); what a room imports from
 * itself is always allowed. `types` come on top of `values`. `electron` says who may import the electron module.
 * `instead` is what a person reads who crossed a line.
 */
export type Room = {
  readonly at: string
  readonly values: readonly string[]
  readonly types?: readonly string[]
  readonly electron?: true
  readonly instead: string
}

const vocabulary = 'shared/vocabulary/'

const sharedRooms: readonly Room[] = [
  {
    at: 'shared/vocabulary/',
    values: [],
    instead: 'The vocabulary stands alone: move what it needs into shared/vocabulary.',
  },
  {
    at: 'shared/statistics/',
    values: [],
    types: [vocabulary],
    instead:
      'Statistics are numbers only: give the function plain arrays; the bridge from words to numbers is shared/evaluation.',
  },
  {
    at: 'shared/words/',
    values: [vocabulary],
    instead: 'Sentences know only the vocabulary: pass finished values in as parameters.',
  },
  {
    at: 'shared/intake/',
    values: [vocabulary],
    instead:
      'Intake turns text into columns or problems: reading files belongs in electron/files, deciding in shared/cohort.',
  },
  {
    at: 'shared/ledger/',
    values: [vocabulary],
    instead: 'The ledger fixes bytes: storage belongs in electron/store, signing keys in electron/vault.',
  },
  {
    at: 'shared/cohort/',
    values: [vocabulary, 'shared/statistics/'],
    instead: 'A cohort needs the vocabulary and statistics; evaluation builds on it, not the other way round.',
  },
  {
    at: 'shared/evaluation/',
    values: [vocabulary, 'shared/statistics/', 'shared/cohort/'],
    instead: 'Sentences and layout of a result belong in shared/report; only numbers and verdicts are made here.',
  },
  {
    at: 'shared/report/',
    values: [vocabulary, 'shared/words/', 'resources/fonts/'],
    types: ['shared/evaluation/'],
    instead:
      'A report shows numbers and computes none: have shared/evaluation deliver the value (its types may be imported).',
  },
  {
    at: 'shared/evidence/',
    values: [vocabulary, 'shared/ledger/'],
    instead: 'Evidence checks bytes: what it says to a person belongs in shared/words.',
  },
  {
    at: 'shared/ipc/',
    values: [vocabulary],
    types: ['shared/'],
    instead: 'The contract names schemas of the vocabulary; from other rooms it may import types.',
  },
]

const electronRooms: readonly Room[] = [
  {
    at: 'electron/main.ts',
    values: [
      'electron/window/',
      'electron/hosts/',
      'electron/files/',
      'electron/selftest/',
      vocabulary,
      'shared/words/',
      'shared/ipc/',
    ],
    types: ['shared/'],
    electron: true,
    instead: 'Start-up only: work belongs in the engine, windows in electron/window.',
  },
  {
    at: 'electron/preload.ts',
    values: [],
    types: ['shared/ipc/'],
    electron: true,
    instead: 'The preload carries one channel and nothing else; types of shared/ipc may be imported.',
  },
  {
    at: 'electron/window/',
    values: ['electron/hosts/', 'electron/files/', vocabulary, 'shared/words/', 'shared/ipc/'],
    types: ['shared/'],
    electron: true,
    instead: 'The window relays: ask the engine through a command of shared/ipc/contract.ts.',
  },
  {
    at: 'electron/hosts/',
    values: ['electron/files/', vocabulary, 'shared/ipc/'],
    types: ['shared/', 'electron/'],
    instead: 'Hosts only start processes and carry messages: types of what runs there may be imported.',
  },
  {
    at: 'electron/engine/',
    values: [
      'electron/actions/',
      'electron/hosts/',
      'electron/workspace/',
      'electron/store/',
      'electron/vault/',
      'electron/files/',
      'electron/selftest/',
      vocabulary,
      'shared/ipc/',
      'shared/words/',
      'shared/ledger/',
      // What the window shows of a result is the report's tree, encoded here.
      'shared/report/',
    ],
    types: ['shared/', 'electron/workers/'],
    instead: 'The engine receives, checks and encodes: what a person does is one file in electron/actions.',
  },
  {
    at: 'electron/actions/',
    // Signed bytes and their ledger entry are one transaction, so the action calls the writers itself.
    values: [
      'shared/',
      'electron/store/',
      'electron/vault/',
      'electron/workspace/',
      'electron/files/',
      'electron/pdf/',
      'electron/bundle/',
    ],
    types: ['electron/workers/', 'electron/hosts/'],
    instead: 'An action gathers, computes and writes; workers and hosts reach it as parameters.',
  },
  {
    at: 'electron/store/',
    // Segments are wrapped under keys of their own: the cipher is the vault's, its accounts and slots are not.
    values: [vocabulary, 'shared/ledger/', 'electron/files/', 'electron/vault/primitives.ts'],
    types: ['shared/'],
    instead: 'The store keeps rows: rules belong in shared, the order of a transaction in electron/actions.',
  },
  {
    at: 'electron/workspace/',
    values: [
      vocabulary,
      'shared/ledger/',
      'shared/evidence/',
      'electron/store/',
      'electron/vault/',
      'electron/files/',
    ],
    types: ['shared/'],
    instead: 'A workspace is a folder with store, keys and anchor: what is done in it belongs in electron/actions.',
  },
  {
    at: 'electron/vault/',
    values: [vocabulary, 'shared/ledger/canonical.ts', 'electron/files/'],
    types: ['shared/'],
    instead: 'The vault knows accounts and keys: what is signed is decided in electron/actions.',
  },
  {
    at: 'electron/files/',
    values: [vocabulary],
    instead: 'Files are read with their digest and written atomically here; what they mean is decided by the caller.',
  },
  {
    at: 'electron/pdf/',
    values: [
      'shared/report/',
      'shared/evidence/',
      'shared/ledger/',
      'shared/words/',
      vocabulary,
      'electron/files/',
      'resources/',
    ],
    types: ['shared/', 'electron/vault/'],
    instead:
      'The printer writes the report tree it is given and receives a signer; composing belongs in shared/report.',
  },
  {
    at: 'electron/bundle/',
    values: ['shared/report/', 'shared/evidence/', 'shared/ledger/', vocabulary, 'electron/files/', 'resources/'],
    types: ['shared/', 'electron/vault/'],
    instead: 'The bundle writer gets its parts and a signer; it opens no store.',
  },
  {
    at: 'electron/workers/',
    // SQLite's check of a copy is work without meaning: rows are read in electron/workspace.
    values: ['shared/', 'electron/pdf/', 'electron/bundle/', 'electron/files/', 'electron/store/integrity.ts'],
    types: ['electron/hosts/'],
    instead: 'A worker gets values and returns values: reading the store belongs in electron/actions.',
  },
  {
    at: 'electron/selftest/',
    values: ['shared/', 'electron/vault/', 'electron/store/', 'electron/pdf/', 'electron/files/', 'resources/'],
    instead: 'The self-test calls the parts that it tests, never the engine or a window.',
  },
  {
    at: 'electron/cli/',
    values: [
      'electron/engine/',
      'electron/hosts/',
      'electron/selftest/',
      // `verify` checks a folder as an auditor would, without opening it for work.
      'electron/workspace/',
      'electron/files/',
      // `protocol check` and `evaluate` read files and need no store.
      'shared/',
      // `verify --both` asks the second verifier too.
      'verifier/',
    ],
    types: ['electron/'],
    instead: 'The command line takes the path of the window: send a command of shared/ipc/contract.ts to the engine.',
  },
]

const rendererRooms: readonly Room[] = [
  {
    at: 'renderer/viewer/',
    values: ['shared/', 'renderer/figures/', 'renderer/kit/', 'resources/'],
    instead: 'The offline viewer recomputes with shared/ and knows no process.',
  },
  {
    at: 'renderer/figures/',
    values: [vocabulary, 'shared/words/', 'shared/report/', 'renderer/kit/'],
    types: ['shared/'],
    instead: 'A figure draws a scene: placing and rounding belong in shared/report.',
  },
  {
    at: 'renderer/',
    values: [vocabulary, 'shared/words/', 'shared/ipc/', 'shared/report/', 'renderer/figures/', 'resources/'],
    types: ['shared/'],
    instead:
      'The window computes no number: get the value from the engine through renderer/client.ts (types may be imported).',
  },
]

/** Two programs that share code share its errors. */
const verifierRoom: Room = {
  at: 'verifier/',
  values: [],
  instead: 'The second verifier is an own code path: it reads the formats of the SPEC.md files, with npm packages and node: alone.',
}

/** The first that matches is a file's room. */
export const rooms: readonly Room[] = [...sharedRooms, ...electronRooms, verifierRoom, ...rendererRooms]

/** Inside a room with `electron` missing, these single files may still import the electron module. */
export const electronFiles: readonly RegExp[] = [/^electron\/hosts\/electron(\/|[-.a-z]*\.ts$)/]

export const roomOf = (file: string): Room | undefined => rooms.find((room) => file.startsWith(room.at))

/** `./x.ts` seen from a file → path from the project's root; a package's name → undefined. */
export function resolveLocal(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier.replace(/\?.*$/, '')))
}
