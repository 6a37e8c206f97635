import { closeSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { refuse } from '../../shared/vocabulary/problem.ts'

/** Reads a passphrase from a file descriptor, or from a hidden prompt when there is a terminal. */
export async function readPassphrase(fd: string | undefined, prompt: string): Promise<string> {
  if (fd !== undefined) return fromDescriptor(fd)
  if (!process.stdin.isTTY) return refuse('vault/passphrase-input')
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise((resolve) => reader.question('', resolve))
  } finally {
    reader.close()
    process.stderr.write('\n')
  }
}

function fromDescriptor(text: string): string {
  const fd = Number(text)
  if (!Number.isInteger(fd) || fd < 0) return refuse('vault/passphrase-input')
  const bytes = Buffer.alloc(4096)
  let length = 0
  try {
    for (;;) {
      const n = readSync(fd, bytes, length, bytes.length - length, null)
      length += n
      if (n === 0 || length === bytes.length) break
    }
    if (fd > 2) closeSync(fd)
  } catch {
    return refuse('vault/passphrase-input')
  }
  const passphrase = bytes.subarray(0, length).toString('utf8').replace(/\r?\n$/, '')
  bytes.fill(0)
  return passphrase
}
