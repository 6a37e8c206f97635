import { parentPort, workerData } from 'node:worker_threads'
import type { ReportTree } from '../../shared/report/tree.ts'
import { problem } from '../../shared/vocabulary/problem.ts'
import { renderReport, type RenderMeta } from '../pdf/render.ts'

interface RenderJob {
  readonly kind: 'render'
  readonly tree: ReportTree
  readonly meta: RenderMeta
}

const port = parentPort
if (port === null) throw new Error('this file is the entry of a worker thread')

const { tree, meta } = workerData as RenderJob
try {
  const bytes = await renderReport(tree, meta)
  // A copy of its own: the buffer is handed over, not shared.
  const value = bytes.slice()
  port.postMessage({ kind: 'done', value }, [value.buffer])
} catch (error) {
  const message = error instanceof Error ? error.message.slice(0, 200) : 'rendering failed'
  port.postMessage({ kind: 'problems', problems: [problem('engine/internal', { message })] })
}
