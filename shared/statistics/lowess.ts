import type { Smooth } from './loess.ts'
import type { ScoreCounts } from './score-counts.ts'

/** Share of the examinations in each local line; R's default. */
export const LOWESS_SHARE = 2 / 3

interface Ranked {
  readonly x: Float64Array
  /** Examinations at or below each distinct score. */
  readonly upTo: Float64Array
  readonly mean: Float64Array
  readonly total: number
}

function ranked(counts: ScoreCounts): Ranked {
  const size = counts.scores.length
  const upTo = new Float64Array(size)
  const mean = new Float64Array(size)
  let total = 0
  for (let g = 0; g < size; g++) {
    const present = counts.present[g] ?? 0
    const n = present + (counts.absent[g] ?? 0)
    total += n
    upTo[g] = total
    mean[g] = present / n
  }
  return { x: counts.scores, upTo, mean, total }
}

/** Weighted line at distinct score g from the examination of rank `first` (in group `from`) on; radius h. */
function localLine(data: Ranked, g: number, first: number, from: number, h: number): number {
  const { x, upTo, mean } = data
  const at = x[g] ?? 0
  let s = 0
  let sx = 0
  let to = from
  const weightOf = (k: number): number => {
    const r = Math.abs((x[k] ?? 0) - at)
    if (r > 0.999 * h) return 0
    const below = k === from ? first - 1 : (upTo[k - 1] ?? 0)
    const n = (upTo[k] ?? 0) - below
    if (r <= 0.001 * h) return n
    const u = r / h
    const near = 1 - u * u * u
    return n * near * near * near
  }
  for (; to < x.length; to++) {
    if ((x[to] ?? 0) > at && (x[to] ?? 0) - at > 0.999 * h) break
    const w = weightOf(to)
    s += w
    sx += w * ((x[to] ?? 0) - at)
  }
  if (!(s > 0)) return mean[g] ?? 0
  const centre = sx / s
  let sxx = 0
  let sy = 0
  let sxy = 0
  for (let k = from; k < to; k++) {
    const w = weightOf(k)
    const d = (x[k] ?? 0) - at - centre
    sxx += w * d * d
    sy += w * (mean[k] ?? 0)
    sxy += w * d * (mean[k] ?? 0)
  }
  const range = (x[x.length - 1] ?? 0) - (x[0] ?? 0)
  return Math.sqrt(sxx / s) > 0.001 * range ? sy / s - (centre * sxy) / sxx : sy / s
}

/**
 * Cleveland's lowess without robustness iterations (rule LOW-1; Cleveland 1979, JASA 74: 829–836; R: lowess(p, y,
 * iter = 0), the smoother behind Eavg, E90 and Emax of rms::val.prob): local lines with tricube weights over 2/3 of the
 * examinations, fitted at least 1 % of the range apart, linear between. Where the window begins inside a group of equal
 * scores that group enters with its mean outcome, so the result does not depend on the order of rows. O(n).
 */
export function lowessIter0(counts: ScoreCounts, share = LOWESS_SHARE): Smooth {
  const data = ranked(counts)
  const { x, upTo, total } = data
  if (total === 0) return { fitted: null, reason: 'no-examinations' }
  if (x.length < 3) return { fitted: null, reason: 'too-few-distinct-scores' }
  const width = Math.max(2, Math.min(total, Math.floor(share * total + 1e-7)))
  const step = 0.01 * ((x[x.length - 1] ?? 0) - (x[0] ?? 0))
  const fitted = new Float64Array(x.length)
  let first = 1
  let from = 0
  let right = 0
  let last = -1
  let g = 0
  for (;;) {
    const at = x[g] ?? 0
    for (;;) {
      while ((upTo[from] ?? 0) < first) from++
      while ((upTo[right] ?? 0) < first + width - 1) right++
      if (first + width - 1 >= total) break
      const next = (upTo[right] ?? 0) >= first + width ? right : right + 1
      if (at - (x[from] ?? 0) <= (x[next] ?? 0) - at) break
      first++
    }
    const h = Math.max(at - (x[from] ?? 0), (x[right] ?? 0) - at)
    fitted[g] = localLine(data, g, first, from, h)
    for (let k = last + 1; k < g; k++) {
      const part = ((x[k] ?? 0) - (x[last] ?? 0)) / (at - (x[last] ?? 0))
      fitted[k] = part * (fitted[g] ?? 0) + (1 - part) * (fitted[last] ?? 0)
    }
    last = g
    if (g === x.length - 1) return { fitted }
    let beyond = g + 1
    while (beyond < x.length && (x[beyond] ?? 0) <= at + step) beyond++
    g = Math.max(g + 1, beyond - 1)
  }
}
