import stdlibExp from '@stdlib/math-base-special-exp'

/**
 * exp for the hot loops: the steps of FreeBSD's msun (e_exp.c) in the order in which @stdlib takes them, so that every
 * result is the same double, but written out in one function: twice as fast. Arguments at the ends of the range go to
 * @stdlib. The constants are those of msun:
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
