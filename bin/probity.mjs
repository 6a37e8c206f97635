#!/usr/bin/env node
// `npx probity …`: builds when needed (quietly, on stderr) and hands the command line to out/cli/main.js.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { build } from '../scripts/build.mjs'
import { inProject, suitableNode } from '../scripts/project.mjs'

const fail = (error) => {
  console.error(error.message)
  process.exit(70)
}

function run(node) {
  const child = spawn(node, [inProject('out/cli/main.js'), ...process.argv.slice(2)], { stdio: inherited() })
  // The terminal sends an interrupt to both; the child decides what to do with it and this one waits for its code.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', fail)
  child.on('close', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

/** The standard three, and the descriptor that --passphrase-fd names: a child gets no others on its own. */
function inherited() {
  const stdio = ['inherit', 'inherit', 'inherit']
  process.argv.forEach((argument, index) => {
    const match = /^--[a-z-]*passphrase-fd(?:=(.*))?$/.exec(argument)
    const descriptor = Number(match === null ? NaN : (match[1] ?? process.argv[index + 1]))
    if (!Number.isInteger(descriptor) || descriptor < 3 || descriptor > 255) return
    while (stdio.length < descriptor) stdio.push('ignore')
    stdio[descriptor] = descriptor
  })
  return stdio
}

try {
  await build()
  run(suitableNode())
} catch (error) {
  fail(error)
}
