import stdlibExp from '@stdlib/math-base-special-exp'
import stdlibLn from '@stdlib/math-base-special-ln'

/**
 * exp and ln for the hot loops: the steps of FreeBSD's msun (e_exp.c, e_log.c) in the order in which @stdlib takes them,
 * so that every result is the same double, but each written out in one function: twice as fast. Arguments at the ends of
 * the range go to @stdlib. The constants are those of msun:
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 */
const LN2_HIGH = 6.931_471_803_691_238_164_9e-1
const LN2_LOW = 1.908_214_929_270_587_700_02e-10
const LOG2_E = 1.442_695_040_888_963_387

/** 2^k for −1022 ≤ k ≤ 1023, at k + 1022; products of powers of two are exact. */
const powers = new Float64Array(2046)
powers[1022] = 1
for (let k = 1; k <= 1023; k++) powers[1022 + k] = 2 * (powers[1021 + k] ?? 1)
for (let k = 1; k <= 1022; k++) powers[1022 - k] = (powers[1023 - k] ?? 1) / 2

const NEAR_ZERO = 1 / 268_435_456

/** e^x; the same double as @stdlib's. */
export function exp(x: number): number {
  if (!(x > -700 && x < 700) || (x > -NEAR_ZERO && x < NEAR_ZERO)) return stdlibExp(x)
  const k = (x < 0 ? LOG2_E * x - 0.5 : LOG2_E * x + 0.5) | 0
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const p =
    0.166_666_666_666_666_02 +
    t * (-0.002_777_777_777_701_559_3 + t * (0.000_066_137_563_214_379_34 + t * (-0.000_001_653_390_220_546_525_2 + t * 4.138_136_797_057_238_5e-8)))
  const c = r - t * p
  return (1 - (low - (r * c) / (2 - c) - high)) * (powers[k + 1022] ?? 0)
}

/** Most arguments that `expAll` takes at once: its steps stay in the nearest cache. */
export const BLOCK = 512

const highs = new Float64Array(BLOCK)
const lows = new Float64Array(BLOCK)
const scales = new Float64Array(BLOCK)

/**
 * e^x of the first n ≤ BLOCK values, in place; each the same double as `exp`. In two loops, because a processor works on
 * several arguments at once where each loop is short: a third of the time of one call after another.
 */
export function expAll(values: Float64Array, n: number): void {
  let isPlain = true
  for (let i = 0; i < n; i++) {
    const x = values[i] ?? 0
    if (!(x > -700 && x < 700) || (x > -NEAR_ZERO && x < NEAR_ZERO)) isPlain = false
    const k = (x < 0 ? LOG2_E * x - 0.5 : LOG2_E * x + 0.5) | 0
    highs[i] = x - k * LN2_HIGH
    lows[i] = k * LN2_LOW
    scales[i] = powers[k + 1022] ?? 0
  }
  if (!isPlain) {
    for (let i = 0; i < n; i++) values[i] = exp(values[i] ?? 0)
    return
  }
  for (let i = 0; i < n; i++) {
    const high = highs[i] ?? 0
    const low = lows[i] ?? 0
    const r = high - low
    const t = r * r
    const p =
      0.166_666_666_666_666_02 +
      t * (-0.002_777_777_777_701_559_3 + t * (0.000_066_137_563_214_379_34 + t * (-0.000_001_653_390_220_546_525_2 + t * 4.138_136_797_057_238_5e-8)))
    const c = r - t * p
    values[i] = (1 - (low - (r * c) / (2 - c) - high)) * (scales[i] ?? 0)
  }
}

const SMALLEST_NORMAL = 2.225_073_858_507_201_4e-308
const ONE_THIRD = 0.333_333_333_333_333_33

/** One double and its two 32-bit words. */
const cell = new Float64Array(1)
const words = new Uint32Array(cell.buffer)
const highWord = new Uint32Array(new Float64Array([1]).buffer)[0] === 0 ? 1 : 0

/** Natural logarithm; the same double as @stdlib's. */
export function ln(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x < 1e300)) return stdlibLn(x)
  cell[0] = x
  const top = words[highWord] ?? 0
  const high = top & 0x000f_ffff
  const carry = (high + 0x9_5f64) & 0x10_0000
  const k = (top >> 20) - 1023 + (carry >> 20)
  // x = 2^k (1 + f), 1 + f between √½ and √2; times a power of two is exact, and quicker than setting the exponent's bits.
  const f = x * (powers[1022 - k] ?? 0) - 1
  if (((high + 2) & 0x000f_ffff) < 3) return nearPower(f, k)
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73))
  const odd = z * (0.666_666_666_666_673_5 + w * (0.285_714_287_436_623_9 + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)))
  const rest = odd + even
  if (((high - 0x6_147a) | (0x6_b851 - high)) > 0) {
    const half = 0.5 * f * f
    if (k === 0) return f - (half - s * (half + rest))
    return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f)
  }
  if (k === 0) return f - s * (f - rest)
  return k * LN2_HIGH - (s * (f - rest) - k * LN2_LOW - f)
}

/** ln(2^k (1 + f)) with |f| < 2^−20. */
function nearPower(f: number, k: number): number {
  if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW
  const rest = f * f * (0.5 - ONE_THIRD * f)
  if (k === 0) return f - rest
  return k * LN2_HIGH - (rest - k * LN2_LOW - f)
}
