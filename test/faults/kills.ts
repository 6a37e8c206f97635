import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBackup } from '../../electron/workspace/backup-files.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { bob } from '../store/backup-fixture.ts'
import { judge } from './judge.ts'
import { renderedPage } from './small-study.ts'
import { adaNow, adaOf, canSignIn, nextPassphrase } from './path.ts'
import { makeStages } from './stages.ts'
import { writePaths } from './write-paths.ts'

const writer = fileURLToPath(new URL('./life-writer.ts', import.meta.url))
/** After so many kills a fresh workspace: reading all of it takes longer with every study. */
const FRESH_AFTER = 20
/** A life is told in about so many. */
const LINES = 82
const PATH = writePaths.find((each) => each.name === 'approve and lock') ?? writePaths[0]

export interface Kills {
  readonly n: number
  /** What was under way, and how often. */
  readonly during: Record<string, number>
  readonly bad: string[]
}

/** Kills a program at random moments of its work, and judges what it leaves each time. */
export async function killOften(folder: string, n: number, random: () => number): Promise<Kills> {
  const stages = join(folder, 'stages')
  mkdirSync(stages)
  await makeStages(stages, new Set(['created', 'evaluated']))
  const root = join(folder, 'run')
  const page = await renderedPage(join(stages, 'evaluated'))
  const kills: Kills = { n, during: {}, bad: [] }
  const cache = join(folder, 'cache')
  let next = start(root, cache)
  for (let kill = 0; kill < n; kill++) {
    if (kill % FRESH_AFTER === 0) {
      rmSync(root, { recursive: true, force: true })
      cpSync(join(stages, 'created'), root, { recursive: true })
      writeFileSync(join(root, 'page.pdf'), page)
    }
    const said = await next.end({ lines: Math.floor(random() * LINES), ms: random() * 40 })
    // Another one loads while this one's work is judged.
    if (kill + 1 < n) next = start(root, cache)
    const during = last(said, 'at') ?? 'sign-in'
    kills.during[during] = (kills.during[during] ?? 0) + 1
    const bad = await judgeKill(root, said)
    kills.bad.push(...bad.map((what) => `kill ${kill} during ${during}: ${what}`))
    if (said.includes('ended by itself')) kills.bad.push(`kill ${kill}: ${said.join(' | ').slice(-1500)}`)
  }
  return kills
}

interface Life {
  /** Lets it go and kills it some milliseconds after so many lines. What it said; a line that was cut off is left out. */
  end(after: { readonly lines: number; readonly ms: number }): Promise<string[]>
}

function start(root: string, cache: string): Life {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  const child = spawn(process.execPath, [writer, root], { stdio: ['pipe', 'pipe', 'pipe'], env })
  let said = ''
  let complaint = ''
  let limit: { readonly lines: number; readonly ms: number } | null = null
  const look = () => {
    if (limit === null || said.split('\n').length - 1 <= limit.lines) return
    setTimeout(() => child.kill('SIGKILL'), limit.ms)
    limit = null
  }
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString()
    look()
  })
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()))
  child.stdin.on('error', () => undefined)
  const ended = new Promise<string[]>((resolve) =>
    child.on('close', (code, signal) => resolve([...said.split('\n').slice(0, -1), ...(signal === 'SIGKILL' ? [] : ['ended by itself', String(code ?? signal), complaint])])),
  )
  return {
    end: (after) => {
      limit = after
      child.stdin.write('g')
      look()
      return ended
    },
  }
}

const last = (said: readonly string[], what: string): string | undefined => said.findLast((line) => line.startsWith(`${what} `))?.slice(what.length + 1)

async function judgeKill(root: string, said: readonly string[]): Promise<string[]> {
  const acked = Number(last(said, 'ack') ?? '0')
  // The checkpoint after a commit is a transaction of its own, announced before that commit is acknowledged.
  const open = said.slice(said.findLastIndex((line) => line.startsWith('ack ')) + 1).filter((line) => line.startsWith('pending '))
  const announced = open.reduce((sum, line) => sum + Number(line.slice('pending '.length)), 0)
  const most = acked === 0 ? Number.MAX_SAFE_INTEGER : acked + (open.length > 0 ? announced : MOST_ENTRIES)
  if (PATH === undefined) return []
  const bad = await judge(root, PATH, { acked, most, done: false, clean: false })
  for (const line of said.filter((each) => each.startsWith('done '))) {
    const [, what, tag = ''] = line.split(' ')
    if (what === 'export' && readFileSync(join(root, 'out', `${tag}.pdf`)).subarray(-6).toString().trim() !== '%%EOF') bad.push(`half a report ${tag}`)
    if (what === 'backup' && !existsSync(join(root, 'backups', tag, 'workspace.json'))) bad.push(`backup ${tag} is not there`)
    if (what === 'add-person' && !(await eitherSignsIn(root, `p${tag}`))) bad.push(`p${tag} cannot sign in`)
    if (what === 'reset-passphrase' && !(await canSignIn(root, { signInName: `p${tag}`, passphrase: nextPassphrase }))) bad.push(`p${tag} is not under the passphrase that was set`)
  }
  const isChanged = said.findLastIndex((line) => line.startsWith('done change-passphrase')) > said.lastIndexOf('at change-passphrase')
  if (isChanged && ((await adaNow(root)).passphrase === nextPassphrase ? 'next' : 'first') !== last(said, 'passphrase')) bad.push('the passphrase is not the one it was changed to')
  return [...bad, ...(await backupsOf(root))]
}

/** The line that announces a transaction may not have been read to its end when the process was killed. */
const MOST_ENTRIES = 4

const eitherSignsIn = async (root: string, signInName: string): Promise<boolean> =>
  (await canSignIn(root, { ...bob, signInName })) || canSignIn(root, { signInName, passphrase: nextPassphrase })

/** Finished ones verify; unfinished ones say that they are. Each is judged once. */
async function backupsOf(root: string): Promise<string[]> {
  const all = join(root, 'backups')
  const bad: string[] = []
  for (const tag of existsSync(all) ? readdirSync(all) : []) {
    const folder = join(all, tag)
    if (existsSync(join(folder, 'workspace.json'))) {
      const facts = readBackup(folder)
      const report = await verifyStore(folder, await adaOf(folder))
      if (!report.ok || report.head?.hash !== facts.head) bad.push(`backup ${tag} does not verify`)
    }
    rmSync(folder, { recursive: true })
  }
  return bad
}
