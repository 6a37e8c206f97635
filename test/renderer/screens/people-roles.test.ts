import { describe, expect, test } from 'vitest'
import { pairsTogether, roleLines } from '../../../renderer/screens/people/held-roles.ts'
import { takenBy } from '../../../renderer/shell/permitted.tsx'
import { rolesInForce } from '../../../renderer/shell/roles-in-force.ts'
import { type Role, roles, rolesApart } from '../../../shared/vocabulary/people.ts'

const wide = (...held: readonly Role[]) => held.map((role) => ({ role, studyId: null, studyName: null }))
const inStudy = (studyId: string, ...held: readonly Role[]) => held.map((role) => ({ role, studyId, studyName: `Study ${studyId}` }))

describe('roles that somebody holds', () => {
  test('a role of the whole workspace meets those of every study, and roles of two studies do not meet', () => {
    expect(pairsTogether([...wide('administrator'), ...inStudy('a', 'auditor')])).toEqual(['administrator and auditor'])
    expect(pairsTogether([...inStudy('a', 'statistician'), ...inStudy('b', 'reviewer')])).toEqual([])
    expect(pairsTogether(inStudy('a', 'statistician', 'reviewer'))).toEqual(['statistician and reviewer (QA)'])
  })

  test('whoever holds every role holds every pair, each once', () => {
    expect(pairsTogether([...wide(...roles), ...inStudy('a', ...roles)])).toHaveLength(rolesApart.length)
  })

  test('one line for the workspace, then one for each study', () => {
    expect(roleLines([...inStudy('a', 'auditor', 'approver'), ...wide('administrator')])).toEqual(['administrator', 'In Study a: auditor, approver'])
    expect(roleLines(wide(...roles))).toEqual(['every role'])
  })

  test('the status line says single-person independence of nobody but who holds everything', () => {
    expect(rolesInForce(roles)).toBe('every role')
    expect(rolesInForce(['administrator', 'auditor'])).toBe('administrator, auditor')
  })

  test('somebody else’s step is said with the roles of the permission table', () => {
    expect(takenBy('dataset.import')).toBe('Somebody else does this: to import reference data takes the role of data custodian.')
    expect(takenBy('protocol.lock')).toContain('takes the role of statistician or validator.')
    expect(takenBy('intendedUse.approve')).toContain('validator, reviewer (QA) or approver.')
  })
})
