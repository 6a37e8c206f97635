import { log1p } from './elementary.ts'

/**
 * Second engines for what is judged by its bootstrap where rows have weights (rule TWO-39), from explicit rows. Rows of a
 * class, ascending in the direction of the disease, each with its weight.
 */
export interface WeighedClass {
  readonly x: Float64Array
  readonly w: Float64Array
}

export interface WeighedClasses {
  readonly present: WeighedClass
  readonly absent: WeighedClass
}

/** A number, and what else it may be where rounding of sums of weights decides. */
export interface WeighedNumber {
  readonly value: number | null
  readonly others?: readonly number[]
  readonly isEither?: boolean
}

const sumOf = (list: Float64Array): number => list.reduce((sum, each) => sum + each, 0)

/** For each of `own`, ascending: the weight of `others` above it and level with it. */
function placed({ x }: WeighedClass, others: WeighedClass, visit: (above: number, level: number, i: number) => void): void {
  let [strict, reached] = [others.x.length, others.x.length]
  let [above, atOrAbove] = [0, 0]
  for (let i = x.length - 1; i >= 0; i--) {
    const value = x[i] ?? 0
    while (strict > 0 && (others.x[strict - 1] ?? 0) > value) above += others.w[--strict] ?? 0
    while (reached > 0 && (others.x[reached - 1] ?? 0) >= value) atOrAbove += others.w[--reached] ?? 0
    visit(above, atOrAbove - above, i)
  }
}

/** Average precision as the weighted mean of the precision at each row's own score. Null when nobody has the condition. */
export function averagePrecisionByWeight({ present, absent }: WeighedClasses): number | null {
  const all = sumOf(present.w)
  if (!(all > 0)) return null
  const right = new Float64Array(present.x.length)
  placed(present, present, (above, level, i) => (right[i] = above + level))
  let sum = 0
  placed(present, absent, (above, level, i) => (sum += (present.w[i] ?? 0) / (1 + (above + level) / (right[i] ?? 0))))
  return sum / all
}

/** Partial area over specificities from `from` up, standardised, as a weighted sum of ramps. Null with one class. */
export function partialAreaByWeight({ present, absent }: WeighedClasses, from: number): WeighedNumber {
  const [ofPresent, ofAbsent] = [sumOf(present.w), sumOf(absent.w)]
  if (!(ofPresent > 0 && ofAbsent > 0)) return { value: null }
  const end = 1 - from
  let sum = 0
  placed(present, absent, (above, level, i) => {
    const [rises, full] = [above / ofAbsent, (above + level) / ofAbsent]
    const share = end >= full ? end - (rises + full) / 2 : end > rises ? ((end - rises) * (end - rises)) / (2 * (full - rises)) : 0
    sum += (present.w[i] ?? 0) * share
  })
  const area = sum / ofPresent
  return { value: area < (end * end) / 2 ? null : (end - end * end + area) / (end * (2 - end)), isEither: Math.abs(area - (end * end) / 2) < 1e-12 * end }
}

/** Rates this near a stated one are reached or not by rounding alone. */
const NEAR = 1e-11

/** A number at both sides of a rate that rounding may miss. */
function eitherSide(at: (slack: number) => number | null): WeighedNumber {
  const [lax, strict] = [at(NEAR), at(-NEAR)]
  if (lax === strict) return { value: lax }
  return lax === null || strict === null ? { value: lax ?? strict, isEither: true } : { value: lax, others: [strict] }
}

/** From the most positive row of a class: the first score at which its summed share, which only grows, satisfies; null for none. */
function firstScore({ x, w }: WeighedClass, all: number, isThere: (share: number) => boolean): number | null {
  let sum = 0
  for (let i = x.length - 1; i >= 0; i--) {
    sum += w[i] ?? 0
    if (isThere(sum / all)) return x[i] ?? 0
  }
  return null
}

const weightWhere = ({ x, w }: WeighedClass, isIn: (x: number) => boolean): number => x.reduce((sum, each, i) => (isIn(each) ? sum + (w[i] ?? 0) : sum), 0)

/** Largest sensitivity at a specificity of `least` at least: beyond the score that lets too many false positives in. */
export function sensitivityByWeight({ present, absent }: WeighedClasses, least: number): WeighedNumber {
  const [ofPresent, ofAbsent] = [sumOf(present.w), sumOf(absent.w)]
  if (!(ofPresent > 0 && ofAbsent > 0)) return { value: null }
  return eitherSide((slack) => {
    const barred = firstScore(absent, ofAbsent, (share) => 1 - share < least - slack)
    if (barred === null) return 1
    const called = weightWhere(present, (x) => x > barred)
    return called > 0 || (absent.x[absent.x.length - 1] ?? 0) > barred ? called / ofPresent : null
  })
}

/** Largest specificity at a sensitivity of `least` at least (0 < least < 1). */
export function specificityByWeight({ present, absent }: WeighedClasses, least: number): WeighedNumber {
  const [ofPresent, ofAbsent] = [sumOf(present.w), sumOf(absent.w)]
  if (!(ofAbsent > 0)) return { value: null }
  return eitherSide((slack) => {
    const threshold = firstScore(present, ofPresent, (share) => share >= least - slack)
    return threshold === null ? null : weightWhere(absent, (x) => x < threshold) / ofAbsent
  })
}

function meanOf({ present, absent }: WeighedClasses, ofPresent: (p: number) => number, ofAbsent: (p: number) => number): number | null {
  const all = sumOf(present.w) + sumOf(absent.w)
  if (!(all > 0)) return null
  const part = ({ x, w }: WeighedClass, of: (p: number) => number): number => x.reduce((sum, p, i) => sum + ((w[i] ?? 0) / all) * of(p), 0)
  return part(present, ofPresent) + part(absent, ofAbsent)
}

export const brierByWeight = (classes: WeighedClasses): number | null => meanOf(classes, (p) => (1 - p) * (1 - p), (p) => p * p)

export function scaledBrierByWeight(classes: WeighedClasses): number | null {
  const brier = brierByWeight(classes)
  const [ofPresent, ofAbsent] = [sumOf(classes.present.w), sumOf(classes.absent.w)]
  if (brier === null || !(ofPresent > 0 && ofAbsent > 0)) return null
  const share = ofPresent / (ofPresent + ofAbsent)
  return 1 - brier / (share - share * share)
}

const ULP = 2.220_446_049_250_313e-16

/** Log loss from odds, p kept as far from the ends as rule LOG-1 says. */
export function logLossByWeight(classes: WeighedClasses): number | null {
  const kept = (p: number): number => Math.min(1 - ULP, Math.max(ULP, p))
  return meanOf(classes, (p) => log1p((1 - kept(p)) / kept(p)), (p) => log1p(kept(p) / (1 - kept(p))))
}
