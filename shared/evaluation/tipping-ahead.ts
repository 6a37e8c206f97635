import type { Protocol } from '../vocabulary/protocol.ts'
import type { ConfusionTable, TippingPoint } from '../vocabulary/results.ts'
import type { AheadAnswer, AheadRunner, AheadTask } from './ahead.ts'
import { tippingPoints } from './tipping.ts'

/** Tipping points where the protocol asks for them, endpoint by endpoint: by whoever is free while the second engine is at work here. */
export function beginTipping(run: AheadRunner | null, protocol: Protocol, confusion: readonly ConfusionTable[], nRows: number): () => TippingPoint[] {
  if (protocol.analyses?.tippingPoint !== true) return () => []
  if (run === null) return () => tippingPoints(protocol, confusion)
  const tasks = protocol.endpoints.map((endpoint): AheadTask => ({ kind: 'tipping', nRows, protocol: { ...protocol, endpoints: [endpoint] }, confusion }))
  const answer = run(tasks)
  return () => tasks.flatMap((_, i) => pointsOf(answer(i)))
}

function pointsOf(answer: AheadAnswer): readonly TippingPoint[] {
  if (answer.kind !== 'tipping') throw new RangeError('an answer to another question')
  return answer.points
}
