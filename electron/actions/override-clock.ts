import { refuse } from '../../shared/vocabulary/problem.ts'
import { clockRollback } from '../workspace/clock-watch.ts'
import type { ActionContext } from './context.ts'

/** Somebody says why the clock ran back, so that signing can go on; what happened stays in the trail as it was. */
export function overrideClock(context: ActionContext, reason: string): void {
  const { workspace, surroundings } = context
  const found = clockRollback(workspace.store, surroundings.clock.now())
  if (found === null) return refuse('order/clock-is-fine')
  workspace.store.transact((write) =>
    write.appendEntry({
      action: 'clock.overridden',
      objectKind: 'workspace',
      objectId: workspace.storeId,
      reason,
      details: { clockBefore: found.before, clockAfter: found.after },
    }),
  )
}
