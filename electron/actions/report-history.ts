import type { HistoryEvent } from '../../shared/report/input.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import type { Report } from '../../shared/vocabulary/records.ts'
import { en } from '../../shared/words/en/index.ts'
import type { ReadStore } from '../store/store.ts'
import { type Locked, readReports } from './study-state.ts'

/** The first eight digits of the study and the number of the report in it. */
export const nextReportNumber = (studyId: StudyId, nReports: number): string => `${studyId.slice(0, 8)}-${nReports + 1}`

/** Every signature and every decision on the reports of a study, in the order of the audit trail. */
export const reportHistory = (store: ReadStore, studyId: StudyId): HistoryEvent[] =>
  readReports(store, studyId).flatMap((report) => eventsOf(store, report))

function eventsOf(store: ReadStore, { record, value }: Locked<Report>): HistoryEvent[] {
  const entries = store.ledger.list({ objectId: record.id })
  const seqOf = (signatureSha256: string): number => entries.find((each) => each.body.signatureSha256 === signatureSha256)?.seq ?? 0
  const common = { reportNumber: value.reportNumber }
  const signed = value.signatures.map((each) => ({
    ...common,
    seq: seqOf(each.signatureSha256),
    at: each.at,
    what: `Signed: ${en.signatureMeaningNames[each.meaning].toLowerCase()}`,
    by: each.printedName,
    role: nameOfRole(each.role),
    reason: '',
  }))
  const decided = value.decisions.map((each) => ({
    ...common,
    seq: seqOf(each.signatureSha256),
    at: each.at,
    what: `${en.decisionNames[each.kind]}${each.successor === undefined ? '' : ` by ${each.successor}`}`,
    by: each.printedName,
    role: nameOfRole(each.role),
    reason: each.reason,
  }))
  return [...signed, ...decided]
}

const nameOfRole = (role: string): string => (Object.hasOwn(en.roleNames, role) ? en.roleNames[role as keyof typeof en.roleNames] : role)
