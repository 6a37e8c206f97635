#!/usr/bin/env node
// `node bin/probity-verify.mjs <folder>`: the second verifier as it stands in verifier/, without a build.
import { spawn } from 'node:child_process'
import { inProject, suitableNode } from '../scripts/project.mjs'

const [fd] = process.argv.flatMap((each, i, all) => (each === '--passphrase-fd' ? [Number(all[i + 1])] : []))
const stdio = ['inherit', 'inherit', 'inherit']
while (fd > stdio.length) stdio.push('ignore')
if (fd >= 3) stdio[fd] = fd
const child = spawn(suitableNode(), [inProject('verifier/main.ts'), ...process.argv.slice(2)], { stdio })
child.on('close', (code) => process.exit(code ?? 70))
