import { systemSelftest } from '../selftest/system-selftest.ts'
import { ExitCode, say, sayJson } from './output.ts'

/** `probity selftest`: each known answer with its source; 1 when any differs. */
export async function selftest(options: { json?: boolean }): Promise<ExitCode> {
  const report = await systemSelftest({ quick: false })
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
