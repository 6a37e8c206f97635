/**
 * What a person may be, for one study or for the whole workspace. One person may hold several; the report says which
 * of them should have been held apart.
 */
export const roles = [
  'data-custodian',
  'statistician',
  'validator',
  'reviewer',
  'approver',
  'auditor',
  'administrator',
] as const
export type Role = (typeof roles)[number]

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** Whoever holds one of these may read what is told of patients one by one. */
export const rowRoles: readonly Role[] = ['data-custodian', 'statistician', 'validator', 'reviewer', 'approver', 'auditor']

/**
 * Pairs that weaken the evidence when one person holds both: whoever knows the reference standard should not bring the
 * predictions or fix the analysis, whoever made the work should not check it, and whoever keeps the accounts should
 * have no part in it.
 */
export const rolesApart: readonly (readonly [Role, Role])[] = [
  ['data-custodian', 'validator'],
  ['data-custodian', 'statistician'],
  ['validator', 'reviewer'],
  ['validator', 'approver'],
  ['statistician', 'reviewer'],
  ['statistician', 'approver'],
  ['reviewer', 'approver'],
  ['administrator', 'data-custodian'],
  ['administrator', 'statistician'],
  ['administrator', 'validator'],
  ['administrator', 'reviewer'],
  ['administrator', 'approver'],
  ['administrator', 'auditor'],
]

/** The pairs of `rolesApart` that somebody holds together. */
export const heldTogether = (held: readonly Role[]): readonly (readonly [Role, Role])[] =>
  rolesApart.filter(([one, other]) => held.includes(one) && held.includes(other))

/** What the first person of a workspace may do: everything, or keep the accounts of the others. */
export const firstRoles = { alone: roles, team: ['administrator'] } as const satisfies Record<string, readonly Role[]>
