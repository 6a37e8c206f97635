import { readdirSync, readFileSync } from 'node:fs'
import { copiesIn, keysOfFirst } from '../vault/memory-scan.ts'

// Run by Node, outside the window: node scan-memory.ts FOLDER PASSPHRASE PID. It prints, of that process and each below
// it, how often the keys of the workspace's first person occur in its memory.
const [folder = '', passphrase = '', root = ''] = process.argv.slice(2)

const parents = new Map<number, number>()
for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
  try {
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]))
  } catch {
    // It ended meanwhile.
  }
}
const isBelow = (pid: number): boolean => pid === Number(root) || (parents.has(pid) && isBelow(parents.get(pid) ?? 0))
const secrets = await keysOfFirst(folder, passphrase)
const found: Record<string, Record<string, number>> = {}
for (const pid of [...parents.keys()].filter((each) => each > 1 && isBelow(each))) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    const kind = /--type=(\w+)/.exec(command)?.[1] ?? (/intake/.test(command) ? 'intake' : 'main')
    found[`${kind} ${pid}`] = copiesIn(pid, secrets)
  } catch {
    // It ended meanwhile: nothing is left of its memory.
  }
}
console.log(JSON.stringify(found))
