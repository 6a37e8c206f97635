import { exportTrailCsv, exportTrailJson, exportTrailPdf, type TrailExport } from '../actions/export-trail.ts'
import { reviewTrail } from '../actions/review-trail.ts'
import { exportHead, headView, importWitness, readHead, witnessHead } from '../actions/witness-head.ts'
import type { ActionContext } from '../actions/context.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'
import { countersignatures, entryDetail, listTrail, trailFacets, trailSearches } from './trail-view.ts'
import { trailViewed } from './viewed.ts'

type TrailCommand = Extract<keyof CommandHandlers, `trail.${string}` | `head.${string}`>

/** The part of the table of contents that is about the audit trail and its head. */
export function trailHandlers(engine: Engine): Pick<CommandHandlers, TrailCommand> {
  const context = () => engine.context()
  const workspace = () => context().workspace
  const toldChanged = <T>(answer: T): T => {
    engine.options.onEvent({ kind: 'changed', studyId: null })
    return answer
  }
  const exported = (act: (context: ActionContext, wanted: TrailExport) => Promise<string>) =>
    async ({ file, filter = {} }: { file: string; filter?: TrailExport['filter'] | undefined }) => {
      const { path } = engine.granted(file, 'write')
      return toldChanged({ sha256: await act(context(), { path, filter, pause: breath }) })
    }
  return {
    'trail.list': (request) => {
      trailViewed(engine)
      return listTrail(workspace(), trailSearches(workspace(), engine.surroundings.clock.monotonicMs), request)
    },
    'trail.facets': () => trailFacets(workspace()),
    'trail.entry': ({ seq }) => {
      trailViewed(engine)
      return entryDetail(workspace(), seq)
    },
    'trail.countersignatures': () => countersignatures(workspace()),
    'trail.exportCsv': exported(exportTrailCsv),
    'trail.exportJson': exported(exportTrailJson),
    'trail.exportPdf': exported(exportTrailPdf),
    'trail.review': async (request) => {
      await reviewTrail(context(), request)
      return toldChanged(countersignatures(workspace()))
    },
    'head.export': ({ file }) => toldChanged({ sha256: exportHead(context(), engine.granted(file, 'write').path) }),
    'head.read': ({ file }) => headView(readHead(engine.granted(file, 'read').path)),
    'head.witness': async ({ file, saveAs, ...request }) => {
      const wanted = { ...request, headPath: engine.granted(file, 'read').path, path: engine.granted(saveAs, 'write').path }
      return toldChanged({ sha256: await witnessHead(context(), wanted) })
    },
    'head.importWitness': ({ file }) => {
      importWitness(context(), engine.granted(file, 'read').path)
      return toldChanged(countersignatures(workspace()))
    },
  }
}

/** Lets calls that wait be answered. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
