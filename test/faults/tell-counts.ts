import type { Counts } from './steps.ts'

/** Prints what was tried and what was found. */
export function tellCounts(counts: readonly Counts[]): { readonly points: number; readonly bad: string[] } {
  const total = (of: Record<string, number>) => Object.values(of).reduce((sum, n) => sum + n, 0)
  const listed = (of: Record<string, number>) => Object.entries(of).map(([what, n]) => `${what} ${n}`).join(', ')
  for (const { path, steps, points, disks, bad, said } of counts) {
    console.log(`${path}: ${steps} steps, ${total(points)} points (${listed(points)}; ${disks} different disks left by kill, torn and power), ${bad.length} bad; faults were answered with: ${listed(said)}`)
  }
  const bad = counts.flatMap((each) => each.bad.map((what) => `${each.path}: ${what}`))
  const lost = bad.filter((each) => each.includes('lost')).length
  const broken = bad.filter((each) => each.includes('ledger/')).length
  const points = counts.reduce((sum, each) => sum + total(each.points), 0)
  console.log(`${points} points, ${bad.length} bad: ${lost} acknowledged entries lost, ${broken} chain breaks`)
  return { points, bad }
}
