import { runDemoStudy } from '../engine/demo-run.ts'
import { nodeHost } from '../hosts/node.ts'
import { ExitCode, say, sayJson } from './output.ts'
import { endpointTable, estimateTable } from './result-tables.ts'
import { verify } from './verify.ts'
import { appVersion } from './version.ts'

/** `probity demo`: the whole main job on the demo study, with progress; 1 when any check fails. */
export async function runDemo(options: { out: string; json?: boolean }): Promise<ExitCode> {
  const quiet = options.json === true
  const told = steps(quiet)
  const run = await runDemoStudy(options.out, nodeHost(), appVersion, told)
  const { results, protocol } = run.input
  told('Verifying what was written')
  const verdicts = [await verify(run.reportPath, { ca: [run.certificatePath], quiet }), await verify(run.workspaceFolder, { quiet })]
  const [reportVerified, storeVerified] = verdicts.map((each) => each === ExitCode.fine)
  const { conclusion, endpoints } = results
  if (quiet) sayJson({ resultSha256: run.resultSha256, conclusion, endpoints, reportVerified, storeVerified })
  else {
    say(`\n${estimateTable(results, protocol)}\n\n${endpointTable(results, protocol)}`)
    say(`\nResult SHA-256 ${run.resultSha256}\nReport ${run.reportPath}`)
    say(`Check it yourself: npx probity verify ${run.reportPath} --ca ${run.certificatePath}`)
  }
  return verdicts.every((each) => each === ExitCode.fine) ? ExitCode.fine : ExitCode.negative
}

function steps(isQuiet: boolean): (what: string) => void {
  const begun = performance.now()
  return (what) => {
    if (!isQuiet) say(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${what}`)
  }
}
