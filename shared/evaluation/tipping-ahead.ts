import type { Protocol } from '../vocabulary/protocol.ts'
import type { ConfusionTable, TippingPoint } from '../vocabulary/results.ts'
import type { AheadRunner } from './ahead.ts'
import { tippingPoints } from './tipping.ts'

/** Tipping points where the protocol asks for them: made by another worker while the second engine is at work here. */
export function beginTipping(run: AheadRunner | null, protocol: Protocol, confusion: readonly ConfusionTable[], nRows: number): () => TippingPoint[] {
  if (protocol.analyses?.tippingPoint !== true) return () => []
  const answer = run?.([{ kind: 'tipping', nRows, protocol, confusion }])
  return () => {
    const found = answer?.(0)
    return found?.kind === 'tipping' ? [...found.points] : tippingPoints(protocol, confusion)
  }
}
