// `npm test`: everything that has to be green, and one closing line that says how much it was.
import { mkdirSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { ensureDebianPackages, packagesFor } from './debian-packages.mjs'
import { inProject, packageCommand, readJson, runThrough, suitableNode } from './project.mjs'

const reports = { vitest: inProject('test-output/vitest.json'), playwright: inProject('test-output/playwright.json') }
const nothing = { passed: 0, failed: 0, skipped: 0 }
const failure = { passed: 0, failed: 1, skipped: 0 }

const runNode = (file, args) => runThrough(suitableNode(), [file, ...args])

function readCounts(file, count) {
  try {
    return count(readJson(file))
  } catch (error) {
    console.error(`No test report: ${error.message}`)
    return failure
  }
}

/** A run that ends badly without a failed test (a crash, a broken file, an unhandled rejection) is a failure too. */
function settle(name, counts, code) {
  if (counts.passed + counts.failed === 0) {
    console.error(`${name} ran no test.`)
    return { ...counts, failed: 1 }
  }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function vitestCounts(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const playwrightCounts = ({ stats, errors }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
  skipped: stats.skipped,
})

async function typecheck() {
  const code = await runNode(packageCommand('typescript', 'tsc'), ['--noEmit', '-p', '.'])
  return code === 0 ? nothing : failure
}

async function rulesAndUnit() {
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${reports.vitest}`]
  const code = await runNode(packageCommand('vitest'), ['run', ...output])
  return settle('vitest', readCounts(reports.vitest, vitestCounts), code)
}

async function journeys() {
  // Pictures of this run only; a single journey, run by itself, leaves those of the others.
  rmSync(inProject('test-output/pictures'), { recursive: true, force: true })
  const code = await runNode(packageCommand('@playwright/test', 'playwright'), ['test'])
  return settle('playwright', readCounts(reports.playwright, playwrightCounts), code)
}

async function built() {
  try {
    await build()
    return nothing
  } catch (error) {
    console.error(error.message)
    return failure
  }
}

const parts = { 'rules-and-unit': [typecheck, rulesAndUnit], journeys: [journeys] }
const wanted = process.argv[2]
const steps = wanted === undefined ? Object.values(parts).flat() : parts[wanted]
if (steps === undefined) throw new Error(`no such part: ${wanted} (one of ${Object.keys(parts).join(', ')})`)

await ensureDebianPackages(packagesFor[wanted === 'journeys' ? 'journeys' : 'test']())
mkdirSync(inProject('test-output'), { recursive: true })
for (const file of Object.values(reports)) rmSync(file, { force: true })
const total = { ...(await built()) }
// The command line's and the window's tests need the build; without it their failures would only repeat its message.
if (total.failed === 0) {
  for (const step of steps) {
    const counts = await step()
    for (const key of Object.keys(total)) total[key] += counts[key]
  }
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
