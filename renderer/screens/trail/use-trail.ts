import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TrailFilter } from '../../../shared/ipc/trail-views.ts'
import type { TrailEntryView } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { call, problemsOf } from '../../client.ts'
import type { LazyRows } from '../../kit/index.ts'

const pageSize = 100
const keptPages = 40

export interface Trail {
  readonly rows: LazyRows<TrailEntryView>
  readonly total: number
  readonly searched: number
  readonly nEntries: number
  readonly isLoading: boolean
  readonly problems: readonly Problem[]
}

interface Found {
  readonly key: string
  readonly total: number
  readonly searched: number
  readonly nEntries: number
  readonly pages: ReadonlyMap<number, readonly TrailEntryView[]>
}

const nothing: Found = { key: '', total: 0, searched: 0, nEntries: 0, pages: new Map() }

/** The entries that a filter leaves, page by page as they come into view; `head` changes when an entry was added. */
export function useTrail(filter: TrailFilter, head: number): Trail {
  const [found, setFound] = useState<Found>(nothing)
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const key = JSON.stringify([filter, head])
  const current = useRef(key)
  const asked = useRef(new Set<string>())
  const wanted = useRef({ from: 0, to: 1 })
  const ask = useCallback(async (forKey: string, page: number) => {
    const name = `${forKey} ${page}`
    if (asked.current.has(name)) return
    asked.current.add(name)
    try {
      const [asks] = JSON.parse(forKey) as [TrailFilter, number]
      let isDone = false
      // A search that is not finished goes on with each call.
      while (!isDone && current.current === forKey) {
        const answer = await call('trail.list', { offset: page * pageSize, limit: pageSize, filter: asks })
        if (current.current !== forKey) return
        setFound((before) => withPage(before, forKey, page, answer))
        isDone = answer.searched >= answer.nEntries
      }
    } catch (thrown) {
      if (current.current === forKey) setProblems(problemsOf(thrown))
    } finally {
      asked.current.delete(name)
    }
  }, [])
  useEffect(() => {
    current.current = key
    setProblems([])
    const pages = pagesOf(wanted.current.from, wanted.current.to)
    const timer = window.setTimeout(() => pages.forEach((page) => void ask(key, page)), 150)
    return () => window.clearTimeout(timer)
  }, [key, ask])
  const onRange = useCallback(
    (from: number, to: number) => {
      wanted.current = { from, to }
      for (const page of pagesOf(from, to)) if (!found.pages.has(page)) void ask(current.current, page)
    },
    [ask, found.pages],
  )
  const rows = useMemo(
    () => ({ length: found.total, at: (index: number) => found.pages.get(Math.floor(index / pageSize))?.[index % pageSize], onRange }),
    [found, onRange],
  )
  return { rows, total: found.total, searched: found.searched, nEntries: found.nEntries, isLoading: found.key === '', problems }
}

const pagesOf = (from: number, to: number): number[] => {
  const first = Math.floor(from / pageSize)
  return Array.from({ length: Math.max(1, Math.ceil(to / pageSize) - first) }, (_, i) => first + i)
}

/** What a newer question found takes the place of what an older one did. */
function withPage(before: Found, key: string, page: number, answer: { total: number; searched: number; nEntries: number; entries: readonly TrailEntryView[] }): Found {
  const kept = before.key === key ? [...before.pages].filter(([each]) => each !== page).slice(-keptPages) : []
  const { total, searched, nEntries, entries } = answer
  return { key, total, searched, nEntries, pages: new Map([...kept, [page, entries]]) }
}
