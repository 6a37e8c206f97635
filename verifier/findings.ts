/** What does not hold: the rule of a SPEC.md that is broken, and the entry and object where. */
export interface Finding {
  /** A warning must be seen and breaks no evidence. */
  readonly severity: 'error' | 'warning'
  readonly rule: string
  /** Number of the entry; null where none can be named. */
  readonly seq: number | null
  readonly object: string | null
  readonly cause: string
}

export type Where = { readonly seq?: number; readonly object?: string }

export const finding = (rule: string, cause: string, { seq, object }: Where = {}): Finding => ({
  severity: 'error',
  rule,
  seq: seq ?? null,
  object: object ?? null,
  cause,
})

export const warning = (rule: string, cause: string, where: Where = {}): Finding => ({
  ...finding(rule, cause, where),
  severity: 'warning',
})

/** The first entry that is wrong, or that a wrong object belongs to; null if no error names one. */
export function firstBadEntry(findings: readonly Finding[]): number | null {
  const numbers = findings.flatMap((each) => (each.severity === 'error' && each.seq !== null ? [each.seq] : []))
  return numbers.reduce<number | null>((least, seq) => (least === null || seq < least ? seq : least), null)
}

/** The object of the first bad entry, or of the first error that names one. */
export function firstBadObject(findings: readonly Finding[]): string | null {
  const errors = findings.filter((each) => each.severity === 'error' && each.object !== null)
  const seq = firstBadEntry(findings)
  return (errors.find((each) => each.seq === seq) ?? errors[0])?.object ?? null
}

/** Nothing could be said about the store: a wrong passphrase, nobody of that name, no workspace. */
export class CannotVerify extends Error {}
