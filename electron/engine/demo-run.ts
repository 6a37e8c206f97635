import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ReportInput } from '../../shared/report/input.ts'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import type { ActionContext } from '../actions/context.ts'
import { exportCertificate, exportReport, exportResults } from '../actions/export-files.ts'
import { gatherReport } from '../actions/report-input.ts'
import { signReport } from '../actions/sign-report.ts'
import { systemSurroundings } from '../files/clock.ts'
import type { Host } from '../hosts/host.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { type Told, evaluateDemoStudy } from './demo-study.ts'
import { demoPassphrase, demoPerson } from './demo-workspace.ts'
import { selftestGate } from './selftest-gate.ts'

export interface DemoRun {
  readonly workspaceFolder: string
  readonly reportPath: string
  readonly certificatePath: string
  readonly resultSha256: Sha256
  readonly input: ReportInput
}

/** The whole main job without a window: files → encrypted store → results → signed report, into one folder. */
export async function runDemoStudy(out: string, host: Host, appVersion: string, told: Told): Promise<DemoRun> {
  const workspaceFolder = join(out, 'workspace')
  const reportPath = join(out, 'report.pdf')
  const certificatePath = join(out, 'workspace-ca.pem')
  clearOutput(out, workspaceFolder)
  const surroundings = systemSurroundings(appVersion)
  told('Self-test')
  await selftestGate({ clock: surroundings.clock })()
  const passphrase = demoPassphrase(surroundings.randomBytes)
  told('Creating an encrypted workspace')
  const workspace = await createWorkspace(
    workspaceFolder,
    { name: 'Demo workspace', person: { ...demoPerson, passphrase, roles: firstRoles.alone }, demo: { passphrase } },
    surroundings,
  )
  try {
    const context: ActionContext = { workspace, host, surroundings, emit: () => undefined, demo: true }
    const { studyId, resultSha256 } = await evaluateDemoStudy(context, told)
    told('Signing the report')
    await signReport(context, { studyId, signInName: demoPerson.signInName, passphrase, meaning: 'authorship', recordSha256: resultSha256, reportVersion: 0 })
    told('Exporting report, results and certificate')
    exportReport(context, studyId, reportPath)
    exportResults(context, studyId, join(out, 'results.json'))
    exportCertificate(context, certificatePath)
    const { input } = gatherReport(context, studyId)
    return { workspaceFolder, reportPath, certificatePath, resultSha256, input }
  } finally {
    workspace.close()
  }
}

/** Only what an earlier demo wrote is removed; a folder with anything else in it is left alone. */
function clearOutput(out: string, workspaceFolder: string): void {
  const ours = ['workspace', 'report.pdf', 'workspace-ca.pem', 'results.json']
  if (existsSync(out) && readdirSync(out).some((name) => !ours.includes(name))) refuse('store/folder-not-empty', { folder: 'demo output' })
  if (existsSync(workspaceFolder) && !existsSync(join(workspaceFolder, 'workspace.json'))) refuse('store/not-a-workspace')
  mkdirSync(out, { recursive: true })
  for (const name of ours) rmSync(join(out, name), { recursive: true, force: true })
}
