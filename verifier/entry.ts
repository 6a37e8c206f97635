import { isHex } from './bytes.ts'

/** One entry of the ledger: the fields of shared/ledger/SPEC.md, LED-1, that are asked here. */
export interface Entry {
  readonly seq: number
  readonly storeId: string
  readonly studyId: string | null
  readonly at: string
  readonly monotonicMs: number
  readonly bootId: string
  readonly personId: string | null
  readonly fullName: string
  readonly role: string
  readonly action: string
  readonly objectKind: string
  readonly objectId: string
  readonly objectVersion: number
  readonly afterSha256: string | null
  readonly signatureSha256: string | null
  readonly details: Readonly<Record<string, string | number>>
}

type Check = (value: unknown) => boolean

const text = (most: number, least = 1): Check => (value) => typeof value === 'string' && value.length >= least && value.length <= most
const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Check => (value) =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
const orNull = (check: Check): Check => (value) => value === null || check(value)
const form = (pattern: RegExp): Check => (value) => typeof value === 'string' && value.length <= 100 && pattern.test(value)
const id: Check = (value) => isHex(value, 32)
const digest: Check = (value) => isHex(value, 64)

/** LED-1 as a table: exactly these fields. */
const fields: Readonly<Record<string, Check>> = {
  v: (value) => value === 1,
  seq: whole(1),
  storeId: id,
  studyId: orNull(id),
  salt: id,
  at: form(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  tzOffsetMinutes: whole(-1440, 1440),
  monotonicMs: whole(0),
  bootId: id,
  personId: orNull(id),
  fullName: text(300, 0),
  role: text(100, 0),
  sessionId: id,
  action: form(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/),
  objectKind: form(/^[a-z]+(-[a-z]+)*$/),
  objectId: text(300),
  objectVersion: whole(1),
  beforeSha256: orNull(digest),
  afterSha256: orNull(digest),
  changedFields: (value) => Array.isArray(value) && value.length <= 500 && value.every(text(300)),
  reason: orNull(text(2000)),
  signatureSha256: orNull(digest),
  appVersion: text(300),
  workstation: text(300),
  details: (value) => typeof value === 'object' && value !== null && Object.entries(value).every(isDetail),
}
const list = Object.entries(fields)

const isDetail = ([name, value]: [string, unknown]): boolean =>
  name.length >= 1 && name.length <= 60 && (typeof value === 'number' || text(300, 0)(value))

/** The first field that is not as LED-1 has it; null if all are. */
export function wrongField(body: Readonly<Record<string, unknown>>): string | null {
  for (const [name, check] of list) if (!check(body[name])) return name
  return Object.keys(body).find((name) => !(name in fields)) ?? null
}
