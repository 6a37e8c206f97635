import { useEffect, useState } from 'react'
import type { Problem } from '../../../shared/vocabulary/problem.ts'

/** Seconds left of the pause that a refusal asked for, counted down. The engine keeps the pause; this only tells of it. */
export function useWait(problems: readonly Problem[]): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const seconds = Number(problems.find(({ code }) => code === 'vault/wait')?.params?.['seconds'] ?? 0)
    setLeft(seconds)
    if (seconds <= 0) return undefined
    const timer = window.setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000)
    return () => window.clearInterval(timer)
  }, [problems])
  return left
}
