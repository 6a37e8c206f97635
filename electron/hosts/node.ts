import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Host } from './host.ts'
import { type IntakeChannel, runIntakeOver } from './intake-channel.ts'
import { evaluateInThread, integrityInThread, renderInThread } from './threads.ts'

const intakeEntry = fileURLToPath(
  import.meta.url.endsWith('.ts') ? new URL('../workers/intake.ts', import.meta.url) : new URL('../workers/intake.js', import.meta.url),
)

/** The command line's host: threads of this process, and a child process for untrusted files. */
export function nodeHost(): Host {
  return {
    runtime: {
      name: `Node ${process.versions.node}`,
      versions: { node: process.versions.node, v8: process.versions.v8 },
      platform: `${process.platform} ${process.arch}`,
    },
    intake: (job, progress) => runIntakeOver(Promise.resolve(forkIntake()), job, progress),
    evaluate: evaluateInThread,
    render: renderInThread,
    integrity: integrityInThread,
  }
}

function forkIntake(): IntakeChannel {
  const child = fork(intakeEntry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    execArgv: ['--max-old-space-size=1200'],
  })
  return {
    pid: child.pid,
    post: (message) => void child.send(message as object),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  }
}
