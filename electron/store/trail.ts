import type { Database } from './database.ts'

/** What a search of the audit trail asks for; null asks for nothing. */
export interface TrailQuery {
  readonly personId: string | null
  readonly action: string | null
  readonly objectKind: string | null
  readonly objectId: string | null
  readonly studyId: string | null
  /** Instants, both included. */
  readonly from: string | null
  readonly to: string | null
  readonly text: TrailText | null
}

/** Letters a to z match in either case; others as they are written. */
export interface TrailText {
  readonly text: string
  /** Actions whose name for people has the text. */
  readonly actions: readonly string[]
}

export const everything: TrailQuery = { personId: null, action: null, objectKind: null, objectId: null, studyId: null, from: null, to: null, text: null }

export interface ReadTrail {
  /** Numbers of the matching entries between two numbers, newest first. */
  find(query: TrailQuery, low: number, high: number): number[]
  /** Between which entries a stretch of time lies; null when nothing was written then. */
  between(from: string | null, to: string | null): { readonly low: number; readonly high: number } | null
  /** What is there to choose from, found through the indexes. */
  facets(): { readonly actions: string[]; readonly objectKinds: string[]; readonly personIds: string[] }
}

/** Values of an entry that a search looks into; names of fields are not among them. */
const SAID = `lower(json_extract(body, '$.fullName', '$.role', '$.action', '$.objectKind', '$.objectId', '$.reason', '$.at', '$.details'))`
const AT = `json_extract(body, '$.at')`
const KIND = `json_extract(body, '$.objectKind')`
const PERSON = `json_extract(body, '$.personId')`
const REST = `seq BETWEEN @low AND @high
  AND (@objectId IS NULL OR object_id = @objectId) AND (@action IS NULL OR action = @action)
  AND (@studyId IS NULL OR study_id = @studyId) AND (@personId IS NULL OR ${PERSON} = @personId)
  AND (@objectKind IS NULL OR ${KIND} = @objectKind)
  AND (@from IS NULL OR ${AT} >= @from) AND (@to IS NULL OR ${AT} <= @to)
  AND (@text IS NULL OR seq = @number OR action IN (SELECT value FROM json_each(@actions))
    OR (instr(lower(body), @text) > 0 AND instr(${SAID}, @text) > 0)
    OR (length(@text) >= 8 AND instr(lower(hex(hash)), @text) > 0))
  ORDER BY seq DESC`
const FROM = 'SELECT seq FROM main.ledger'

interface Bound {
  readonly [name: string]: string | number | null
}

/** The smallest value above another, again and again: a list of what is there costs a look for each, not for each entry. */
const ACTIONS = `WITH RECURSIVE one (value) AS (SELECT min(action) FROM main.ledger
  UNION ALL SELECT (SELECT min(action) FROM main.ledger WHERE action > one.value) FROM one WHERE one.value IS NOT NULL)
  SELECT value FROM one WHERE value IS NOT NULL`
const KINDS = `WITH RECURSIVE one (value) AS (SELECT min(${KIND}) FROM main.ledger
  UNION ALL SELECT (SELECT min(${KIND}) FROM main.ledger WHERE ${KIND} > one.value) FROM one WHERE one.value IS NOT NULL)
  SELECT value FROM one WHERE value IS NOT NULL`
const PEOPLE = `WITH RECURSIVE one (value) AS (SELECT min(${PERSON}) FROM main.ledger
  UNION ALL SELECT (SELECT min(${PERSON}) FROM main.ledger WHERE ${PERSON} > one.value) FROM one WHERE one.value IS NOT NULL)
  SELECT value FROM one WHERE value IS NOT NULL`

export function readTrail(db: Database): ReadTrail {
  const seqs = (sql: string) => db.prepare<[Bound], number>(sql).pluck()
  const byObject = seqs(`${FROM} INDEXED BY ledger_by_object WHERE object_id = @objectId AND ${REST}`)
  const byAction = seqs(`${FROM} INDEXED BY ledger_by_action WHERE action = @action AND ${REST}`)
  const byPerson = seqs(`${FROM} INDEXED BY ledger_by_person WHERE ${PERSON} = @personId AND ${REST}`)
  const byKind = seqs(`${FROM} INDEXED BY ledger_by_kind WHERE ${KIND} = @objectKind AND ${REST}`)
  const byStudy = seqs(`${FROM} INDEXED BY ledger_by_study WHERE study_id = @studyId AND ${REST}`)
  const each = seqs(`${FROM} NOT INDEXED WHERE ${REST}`)
  const stretch = db.prepare<[{ from: string; to: string }], { low: number | null; high: number | null }>(
    `SELECT min(seq) AS low, max(seq) AS high FROM main.ledger INDEXED BY ledger_by_at WHERE ${AT} >= @from AND ${AT} <= @to`,
  )
  const strings = (sql: string) => db.prepare<[], string>(sql).pluck()
  const actions = strings(ACTIONS)
  const kinds = strings(KINDS)
  const people = strings(PEOPLE)
  const chosen = (query: TrailQuery) => {
    if (query.objectId !== null) return byObject
    if (query.action !== null) return byAction
    if (query.objectKind !== null) return byKind
    if (query.studyId !== null) return byStudy
    return query.personId === null ? each : byPerson
  }
  return {
    find: (query, low, high) => chosen(query).all({ ...boundOf(query), low, high }),
    between(from, to) {
      const { low = null, high = null } = stretch.get({ from: from ?? '', to: to ?? '~' }) ?? {}
      return low === null || high === null ? null : { low, high }
    },
    facets: () => ({ actions: actions.all(), objectKinds: kinds.all(), personIds: people.all() }),
  }
}

function boundOf({ text, ...rest }: TrailQuery): Bound {
  // As it stands in JSON, so that a quotation mark finds itself.
  const needle = text === null ? null : JSON.stringify(text.text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())).slice(1, -1)
  const number = text !== null && /^#?[0-9]{1,15}$/.test(text.text) ? Number(text.text.replace('#', '')) : null
  return { ...rest, text: needle, number, actions: JSON.stringify(text?.actions ?? []) }
}
