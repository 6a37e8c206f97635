import { closeSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { names } from './database.ts'
import { CannotVerify } from './findings.ts'
import { verifyFolder, type KnownHead } from './verify.ts'

/** The second verifier's own command. Exit codes: 0 everything holds, 1 something does not, 2 it could not begin. */
const usage = 'probity-verify <workspace folder> [--person <sign-in name>] [--passphrase-fd <n>] [--head <number>:<hash>]… [--json]'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      person: { type: 'string' },
      'passphrase-fd': { type: 'string' },
      head: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    },
  })
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) throw new CannotVerify(usage)
  const heads = (values.head ?? []).map(knownHead)
  const passphrase = await passphraseFor(folder, values['passphrase-fd'])
  const verdict = await verifyFolder(folder, { passphrase, heads, ...(values.person === undefined ? {} : { person: values.person }) })
  if (values.json) process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`)
  else {
    for (const { severity, rule, seq, object, cause } of verdict.findings) {
      const where = [seq === null ? '' : `entry #${seq}`, object ?? ''].filter((part) => part !== '').join(', ')
      process.stdout.write(`${severity === 'error' ? '✗' : '!'} ${rule} ${where}: ${cause}\n`)
    }
    for (const { object, at, asked, witnessed } of verdict.disposed) {
      process.stdout.write(`· ${object}: disposed of on ${at.slice(0, 10)} by ${asked} and ${witnessed}\n`)
    }
    const { entries, records, segments, objects } = verdict.counts
    const sum = `${entries} audit-trail entries, ${records} records, ${segments} column segments, ${objects} signed files`
    process.stdout.write(`${verdict.ok ? '✓' : '✗'} ${sum}\n`)
    if (verdict.head) process.stdout.write(`  position #${verdict.head.seq} · ${verdict.head.hash.slice(0, 16)}\n`)
  }
  return verdict.ok ? 0 : 1
}

function knownHead(text: string): KnownHead {
  const match = /^#?(\d{1,15}):([0-9a-f]{8,64})$/.exec(text)
  if (match === null) throw new CannotVerify(`--head is a number, a colon and at least 8 digits of the hash: ${usage}`)
  return { seq: Number(match[1]), hash: match[2] ?? '' }
}

/** From a descriptor, from a demonstration's own file, or typed unseen: never from an argument or the environment. */
async function passphraseFor(folder: string, descriptor: string | undefined): Promise<string> {
  if (descriptor !== undefined) return fromDescriptor(Number(descriptor))
  const shown = demoPassphrase(folder)
  if (shown !== null) return shown
  if (!process.stdin.isTTY) throw new CannotVerify('give the passphrase by --passphrase-fd')
  process.stderr.write('Passphrase: ')
  const reader = createInterface({ input: process.stdin, output: new Writable({ write: (_part, _as, done) => done() }), terminal: true })
  try {
    return await reader.question('')
  } finally {
    reader.close()
    process.stderr.write('\n')
  }
}

function demoPassphrase(folder: string): string | null {
  try {
    const about = JSON.parse(readFileSync(join(folder, names.about), 'utf8')) as { demo?: { passphrase?: unknown } }
    return typeof about.demo?.passphrase === 'string' ? about.demo.passphrase : null
  } catch {
    return null
  }
}

function fromDescriptor(fd: number): string {
  const bytes = Buffer.alloc(4096)
  let length = 0
  try {
    for (let n = -1; n !== 0 && length < bytes.length; length += n) n = readSync(fd, bytes, length, bytes.length - length, null)
    if (fd > 2) closeSync(fd)
  } catch {
    throw new CannotVerify('the passphrase cannot be read from that descriptor')
  }
  const text = bytes.toString('utf8', 0, length).replace(/\r?\n$/, '')
  bytes.fill(0)
  return text
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`probity-verify: ${error instanceof Error ? error.message : 'failed'}\n`)
  process.exitCode = 2
}
