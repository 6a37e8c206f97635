/** Time without a key or a mouse after which the workspace is locked. Nobody can turn it off. */
export const idleMinutes = 10

export interface IdleWatch {
  /** Somebody is there. */
  seen(): void
  stop(): void
}

/**
 * Calls `onIdle` once nobody has been seen for so long, and again after the next time somebody was. The counter is looked
 * at each second, so that a machine that stood still through the limit is idle when it goes on.
 */
export function watchIdle(limitMs: number, onIdle: () => void, now: () => number = () => performance.now()): IdleWatch {
  let last = now()
  let isIdle = false
  const timer = setInterval(
    () => {
      if (isIdle || now() - last < limitMs) return
      isIdle = true
      onIdle()
    },
    Math.min(1000, limitMs / 4),
  )
  return {
    seen: () => {
      last = now()
      isIdle = false
    },
    stop: () => clearInterval(timer),
  }
}
