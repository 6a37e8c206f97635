import { Command, CommanderError } from 'commander'
import { Refusal, problem } from '../../shared/vocabulary/problem.ts'
import { backup, drill, restore } from './backup.ts'
import { runDemo } from './demo.ts'
import { evaluateFiles } from './evaluate.ts'
import { ExitCode, say, sayProblems } from './output.ts'
import { planFile } from './plan.ts'
import { checkProtocolFile, printSchema } from './protocol.ts'
import { retention } from './retention.ts'
import { selftest } from './selftest.ts'
import { verify } from './verify.ts'
import { appVersion } from './version.ts'

/**
 * probity: the main job without a window. Exit codes: 0 fine, 1 verdict or verification negative, 2 bad input with the
 * problem list on standard error. --json prints machine-readable answers. Passphrases come from a hidden prompt or a
 * file descriptor, never from an argument or the environment.
 */
const program = new Command('probity')
  .description('Validate AI-enabled medical devices offline: frozen cohorts, locked protocols, signed reports.')
  .version(appVersion)
  .exitOverride()
  .configureOutput({ writeErr: () => undefined })

const json = ['--json', 'print the answer as JSON'] as const
const person = ['--person <name>', 'sign-in name'] as const
const passphrase = ['--passphrase-fd <n>', 'read the passphrase from this file descriptor'] as const

program
  .command('demo')
  .description('CSV files → encrypted store → locked protocol, frozen cohort, sealed predictions → signed PDF → verdict')
  .option('--out <folder>', 'where workspace and report go', 'demo-output')
  .option(...json)
  .action((options) => finish(runDemo(options)))

program
  .command('evaluate')
  .description('evaluate files without a store (exploratory: nothing is locked or sealed)')
  .requiredOption('--cohort <file>', 'CSV file of examinations with the reference standard')
  .requiredOption('--predictions <file>', 'CSV file of predictions; may be the cohort file')
  .requiredOption('--protocol <file>', 'protocol JSON; see docs/protocol.md')
  .requiredOption('--out <file>', 'where the results JSON goes')
  .option('--mapping <file>', 'dataset mapping JSON; without it the columns are taken by the names below')
  .option('--id <column>', 'column of the examination id', 'case_id')
  .option('--participant <column>', 'column of the participant id')
  .option('--reference <column>', 'column of the reference standard', 'label')
  .option('--present <value>', 'its value for: target condition present', '1')
  .option('--absent <value>', 'its value for: target condition absent', '0')
  .option('--not-done <value>', 'its value for: not verified; "" for an empty cell')
  .option('--missing-reason <text>', 'reason for predictions that are missing')
  .option('--predicted-at <column>', 'time of each prediction, where the protocol has predictions over time')
  .option('--available-at <column>', 'when people could see it')
  .option(...json)
  .action((options) => finish(evaluateFiles(options)))

program
  .command('verify')
  .description('check a signed report or a workspace folder')
  .argument('<path>', 'report.pdf or workspace folder')
  .option('--ca <file>', 'certificates (PEM) of an authority to trust for a report; may be given several times', (file: string, before: readonly string[] = []) => [...before, file])
  .option('--person <name>', 'sign-in name, for a workspace')
  .option(...passphrase)
  .option('--head <number:hash...>', 'position of the audit trail that was printed or kept elsewhere, for a workspace')
  .option('--both', 'ask the second verifier too, for a workspace: both must say the same')
  .option(...json)
  .action((path, options) => finish(verify(path, options)))

program
  .command('backup')
  .description('copy a workspace into an empty folder and verify the copy')
  .argument('<workspace>', 'workspace folder')
  .requiredOption('--to <folder>', 'where the backup goes: absent or empty')
  .option(...person)
  .option(...passphrase)
  .option(...json)
  .action((workspace, options) => finish(backup(workspace, options)))

program
  .command('restore')
  .description('put a backup into a new folder, or in the place of its workspace, which is kept aside')
  .argument('<backup>', 'folder of the backup')
  .requiredOption('--into <folder>', 'absent, empty, or the workspace that the backup is of')
  .requiredOption('--witness <name>', 'sign-in name of a second person')
  .option('--person <name>', 'sign-in name of the first')
  .option(...passphrase)
  .option('--witness-passphrase-fd <n>', 'read that of the witness from this one')
  .option('--brings-back', 'the backup holds keys that were destroyed since, and that is meant')
  .option(...json)
  .action((folder, options) => finish(restore(folder, options)))

program
  .command('restore-drill')
  .description('restore a backup into a temporary folder, verify and compare, and leave nothing')
  .argument('<backup>', 'folder of the backup')
  .option(...person)
  .option(...passphrase)
  .option(...json)
  .action((folder, options) => finish(drill(folder, options)))

program
  .command('retention')
  .description('how long data are kept and why, legal holds, and what was disposed of')
  .argument('<workspace>', 'workspace folder')
  .option(...person)
  .option(...passphrase)
  .option(...json)
  .action((workspace, options) => finish(retention(workspace, options)))

program
  .command('selftest')
  .description('compute every known answer with its source')
  .option(...json)
  .action((options) => finish(selftest(options)))

program
  .command('plan')
  .description('sample sizes from a plan: table, and paragraphs for a protocol')
  .argument('<file>', 'sample size plan JSON; see docs/protocol.md')
  .option(...json)
  .action((file, options) => finish(planFile(file, options)))

const protocol = program.command('protocol').description('protocol files')
protocol
  .command('check')
  .description('check a protocol file')
  .argument('<file>')
  .option(...json)
  .action((file, options) => finish(checkProtocolFile(file, options)))
protocol
  .command('schema')
  .description('print the JSON Schema of protocol, results or sample size plan')
  .argument('<which>', 'protocol, results or sample-size-plan')
  .action((which) => finish(printSchema(which)))

/** Sets the exit code; a refusal prints its problems. Nothing else of an error is shown. */
async function finish(work: Promise<ExitCode> | ExitCode): Promise<void> {
  try {
    process.exitCode = await work
  } catch (error) {
    process.exitCode = ExitCode.badInput
    if (error instanceof Refusal) return sayProblems(error.problems, process.argv.includes('--json'))
    throw error
  }
}

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) process.exitCode = 0
    else {
      sayProblems([problem('cli/usage', { detail: error.message.replace(/^error: /, '') })], process.argv.includes('--json'))
      process.exitCode = ExitCode.badInput
    }
  } else {
    say(`probity: ${error instanceof Error ? (error.stack ?? error.message) : 'failed'}`, process.stderr)
    process.exitCode = ExitCode.badInput
  }
}
