import type { retentionCommands, RetentionView, StudyRetentionView } from '../../shared/ipc/retention-commands.ts'
import type { RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { Dataset, Predictions } from '../../shared/vocabulary/records.ts'
import { type RetentionClass, retentionClasses, suggestedYears } from '../../shared/vocabulary/retention.ts'
import type { ActionContext } from '../actions/context.ts'
import { disposalBlocker } from '../actions/disposal-laws.ts'
import { disposeData } from '../actions/dispose-data.ts'
import { exportDisposal, exportDisposalFile } from '../actions/export-disposal.ts'
import { dataOf, dataRecord, holdsIn, keptUntil, periodOf, placeHold, releaseHold, setRetention } from '../actions/retention.ts'
import { disposalOf } from '../store/disposals.ts'
import type { StoredRecord } from '../store/records.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'

/** Periods, holds and disposals: each change answers with everything as it is then. */
export function retentionHandlers(engine: Engine): Pick<CommandHandlers, keyof typeof retentionCommands> {
  const context = () => engine.context()
  const keyOf = ({ id, version }: { id: string; version: number }) => ({ id: id as RecordId, version })
  const changed = (studyId: string) => {
    engine.options.onEvent({ kind: 'changed', studyId })
    return studyRetention(context(), studyId as StudyId)
  }
  return {
    'retention.policy': () => policy(context()),
    'retention.set': (request) => {
      setRetention(context(), request)
      engine.options.onEvent({ kind: 'changed', studyId: null })
      return policy(context())
    },
    'retention.study': ({ studyId }) => studyRetention(context(), studyId as StudyId),
    'hold.place': ({ studyId, on, reason }) => {
      placeHold(context(), { studyId: studyId as StudyId, on: on === undefined ? null : keyOf(on), reason })
      return changed(studyId)
    },
    'hold.release': ({ studyId, ...request }) => {
      releaseHold(context(), { studyId: studyId as StudyId, ...request })
      return changed(studyId)
    },
    'data.dispose': async ({ studyId, data, ...request }) => {
      await disposeData(context(), { studyId: studyId as StudyId, data: keyOf(data), ...request })
      return changed(studyId)
    },
    'disposal.exportJson': ({ studyId, disposalId, file }) => ({
      sha256: exportDisposalFile(context(), { studyId: studyId as StudyId, disposalId: disposalId as RecordId, path: engine.granted(file, 'write').path }),
    }),
    'disposal.exportPdf': async ({ studyId, disposalId, file }) => ({
      sha256: await exportDisposal(context(), { studyId: studyId as StudyId, disposalId: disposalId as RecordId, path: engine.granted(file, 'write').path }),
    }),
  }
}

const policy = ({ workspace: { store } }: ActionContext): RetentionView => ({
  classes: retentionClasses.map((kind) => {
    const period = periodOf(store, kind)
    return { kind, set: period && { years: period.years, rationale: period.rationale, at: period.at, by: period.by }, suggestedYears }
  }),
})

function studyRetention(context: ActionContext, studyId: StudyId): StudyRetentionView {
  const { store } = context.workspace
  const now = context.surroundings.clock.now()
  return {
    data: dataOf(store, studyId).map((each) => dataView(context, dataRecord(store, studyId, each), now)),
    holds: holdsIn(store, studyId).map(({ id, on, reason, at, by }) => {
      return { id, on: on && { ...on, kind: dataRecord(store, studyId, on).kind }, reason, at, by }
    }),
  }
}

function dataView({ workspace: { store } }: ActionContext, record: StoredRecord & { readonly kind: RetentionClass }, now: string): StudyRetentionView['data'][number] {
  const { kind, id, version, sha256, createdAt } = record
  const kept = keptUntil(store, record)
  const found = disposalOf(store.database, record)
  return {
    kind,
    id,
    version,
    sha256,
    nRows: rowsOf(record),
    importedAt: createdAt,
    kept: kept && { since: kept.since, until: kept.until, years: kept.period.years, isOver: now >= kept.until },
    blocker: disposalBlocker(store, record, now),
    disposal: found && {
      id: found.id,
      sha256: store.records.get(found)?.sha256 ?? '',
      at: found.value.at,
      asked: found.value.asked.printedName,
      witnessed: found.value.witnessed.printedName,
      reason: found.value.reason,
      nRows: found.value.data.nRows,
      nKeys: found.value.keys.length,
    },
  }
}

const rowsOf = ({ kind, bytes }: StoredRecord): number => (kind === 'dataset' ? Dataset : Predictions).parse(JSON.parse(bytes)).file.rows
