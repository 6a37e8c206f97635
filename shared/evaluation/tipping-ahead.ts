import type { Protocol } from '../vocabulary/protocol.ts'
import type { ConfusionTable, TippingPoint } from '../vocabulary/results.ts'
import type { AheadRunner, TippingTask } from './ahead.ts'
import { tippingPoints } from './tipping.ts'

/** Tipping points where the protocol asks for them, endpoint by endpoint: by whoever is free while the second engine is at work here. */
export function beginTipping(run: AheadRunner | null, protocol: Protocol, confusion: readonly ConfusionTable[], nRows: number): () => TippingPoint[] {
  if (protocol.analyses?.tippingPoint !== true) return () => []
  if (run === null) return () => tippingPoints(protocol, confusion)
  const tasks = protocol.endpoints.map((endpoint): TippingTask => ({ kind: 'tipping', protocol: { ...protocol, endpoints: [endpoint] }, confusion }))
  const answer = run(tasks, nRows)
  return () => tasks.flatMap((_, i) => answer(i).points)
}
