import { readFileSync } from 'node:fs'
import { resourcePath } from '../files/resources.ts'
import { sha256 } from '../files/digest.ts'
import { runSelftest } from '../selftest/selftest.ts'
import { ExitCode, say, sayJson } from './output.ts'

/** `probity selftest`: each known answer with its source; 1 when any differs. */
export function selftest(options: { json?: boolean }): ExitCode {
  const report = runSelftest((name) => JSON.parse(readFileSync(resourcePath('vectors', `${name}.json`), 'utf8')), sha256)
  if (options.json) sayJson(report)
  else {
    for (const { answers } of report.checks) {
      for (const each of answers) {
        say(`${each.ok ? '✓' : '✗'} ${each.id}: ${each.what} = ${each.computed ?? 'not estimable'} (known: ${each.expected ?? 'not estimable'}) [${each.source}]`)
      }
    }
    say(`\n${report.nAnswers - report.nFailed} of ${report.nAnswers} known answers agree.`)
  }
  return report.ok ? ExitCode.fine : ExitCode.negative
}
