import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchIdle } from '../../electron/window/idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('locks once after the limit, and again only after somebody was there', () => {
  const onIdle = vi.fn()
  const watch = watchIdle(600_000, onIdle)
  vi.advanceTimersByTime(599_000)
  expect(onIdle).toHaveBeenCalledTimes(0)
  watch.seen()
  vi.advanceTimersByTime(599_000)
  expect(onIdle).toHaveBeenCalledTimes(0)
  vi.advanceTimersByTime(1_200_000)
  expect(onIdle).toHaveBeenCalledTimes(1)
  watch.seen()
  vi.advanceTimersByTime(601_000)
  expect(onIdle).toHaveBeenCalledTimes(2)
  watch.stop()
})

test('a machine that slept through the limit is idle when it wakes', () => {
  const onIdle = vi.fn()
  let now = 0
  const watch = watchIdle(600_000, onIdle, () => now)
  now = 3_600_000
  vi.advanceTimersByTime(1000)
  expect(onIdle).toHaveBeenCalledTimes(1)
  watch.stop()
})
