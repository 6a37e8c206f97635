import type { EngineKeeper } from './engine-keeper.ts'
import { type IdleWatch, watchIdle } from './idle.ts'

type Reason = 'idle' | 'lock-screen' | 'suspend'

interface NobodyThere {
  /** The system's own events: Electron's powerMonitor. */
  readonly power: { on(event: 'lock-screen' | 'suspend', listener: () => void): unknown }
  readonly keeper: Pick<EngineKeeper, 'isOpen' | 'lock'>
  readonly idleLimitMs: number
  /** Locks, and takes away the page and everything that was shown in it. */
  readonly leave: (lock: () => Promise<void>) => Promise<void>
}

/** Locks when nobody has used the program for a while, when the screen is locked, and when the computer goes to sleep. */
export function lockWhenNobodyIsThere({ power, keeper, idleLimitMs, leave }: NobodyThere): IdleWatch {
  let leaving: Promise<void> | null = null
  const onReason = async (reason: Reason): Promise<void> => {
    // A screen lock and the sleep after it come within moments: the page goes once.
    if (leaving === null && keeper.isOpen) {
      leaving = leave(() => keeper.lock(reason)).finally(() => {
        leaving = null
      })
      return leaving
    }
    await leaving
    // Nothing is shown any more, but an evaluation may go on behind the lock: its keys do not go to sleep in memory.
    if (reason === 'suspend') await keeper.lock(reason)
  }
  power.on('lock-screen', () => void onReason('lock-screen'))
  power.on('suspend', () => void onReason('suspend'))
  return watchIdle(idleLimitMs, () => void onReason('idle'))
}
