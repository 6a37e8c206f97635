import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TrailSearches } from '../../electron/actions/trail-search.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { verifyAtStart, verifyInSlices } from '../../electron/workspace/verify-start.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'

// A long audit trail: how long all of it takes to verify, the longest time that a window would wait meanwhile, and what
// a sign-in costs. `node ledger.bench.ts [ENTRIES]`, default 1e6.
const n = Number(process.argv[2] ?? 1e6)
const folder = mkdtempSync(join(tmpdir(), 'probity-bench-'))
const person = { signInName: 'ana', fullName: 'Ana Author', passphrase: 'correct horse battery staple', roles: firstRoles.alone }
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Bench', person }, systemSurroundings('bench'))
const timed = async (what: string, work: () => unknown) => {
  const from = performance.now()
  const cpu = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  console.log(`  ${what.padEnd(56)} ${((performance.now() - from) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor`)
}
try {
  await timed(`append ${n.toExponential(0)} entries, 50,000 a transaction`, () => {
    for (let done = workspace.store.ledger.head().seq; done < n; ) {
      const until = Math.min(n, done + 50_000)
      workspace.store.transact((w) => {
        for (; done < until; done++) w.appendEntry({ action: 'results.viewed', objectKind: 'result', objectId: String(done), details: { n: done } })
      })
    }
  })
  console.log(`  ${'store'.padEnd(56)} ${(statSync(join(folder, 'workspace/workspace.probity')).size / 1e6).toFixed(0)} MB`)
  let longest = 0
  let last = performance.now()
  const pause = async () => {
    longest = Math.max(longest, performance.now() - last)
    await new Promise((resolve) => setImmediate(resolve))
    last = performance.now()
  }
  await timed('full verification, in slices', async () => {
    const report = await verifyInSlices(workspace, pause)
    if (!report.ok) throw new Error(JSON.stringify(report.findings.slice(0, 3)))
  })
  console.log(`  ${'longest time without a pause'.padEnd(56)} ${longest.toFixed(0)} ms`)
  workspace.store.transact((w) => {
    for (let i = 0; i < 500; i++) w.appendEntry({ action: 'results.viewed', objectKind: 'result', objectId: String(i) })
  })
  await timed('at sign-in: 500 entries since the last verification', async () => {
    const report = await verifyAtStart(workspace)
    if (!report.ok || (n > 20_000 && report.since === 0)) throw new Error(JSON.stringify(report))
  })
  const { store } = workspace
  const searches = new TrailSearches(store, systemSurroundings('bench').clock.monotonicMs)
  const searched = (what: string, filter: Parameters<TrailSearches['page']>[0]) =>
    timed(what, () => {
      let longestCall = 0
      let nCalls = 0
      let page
      let first = 0
      const begun = performance.now()
      do {
        const from = performance.now()
        page = searches.page(filter, 0, 100)
        nCalls += 1
        if (nCalls === 1) first = performance.now() - begun
        longestCall = Math.max(longestCall, performance.now() - from)
      } while (page.searched < page.nEntries)
      console.log(`    ${page.total} found, first answer after ${first.toFixed(0)} ms, ${nCalls} calls, the longest ${longestCall.toFixed(0)} ms`)
    })
  await timed('trail: a page of everything from the middle, with its entries', () => searches.page({}, Math.floor(n / 2), 100).seqs.map((seq) => store.ledger.get(seq)))
  await timed('trail: facets', () => store.trail.facets())
  await searched('trail: one object', { objectId: String(Math.floor(n / 2)) })
  await searched('trail: an action of nearly all entries', { action: 'results.viewed' })
  await searched('trail: a rare action', { action: 'workspace.created' })
  await searched('trail: a stretch of time', { from: store.ledger.get(1)?.body.at ?? '', to: store.ledger.get(Math.min(n, 60_000))?.body.at ?? '' })
  await searched('trail: text that all entries have', { text: 'ana author' })
  await searched('trail: text that none has', { text: 'nothing has this text' })
  await timed('newest of an action that was never written', () => store.ledger.newest('clock.rolled-back'))
} finally {
  workspace.close()
  rmSync(folder, { recursive: true, force: true })
}
