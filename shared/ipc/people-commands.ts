import { z } from 'zod'
import { roles } from '../vocabulary/people.ts'
import { PersonView, WorkspaceView } from './views.ts'

/** Accounts, passphrases and the recovery key. */
const id = z.string().regex(/^[0-9a-f]{32}$/)
const signInName = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/)
const printedName = z.string().trim().min(1).max(120)
const passphrase = z.string().min(1).max(1024)
const reason = z.string().trim().min(1).max(2000)
/** A second person, who enters both components in the same request. Left out only where nobody else can. */
const witness = z.strictObject({ signInName: z.string().max(40), passphrase }).optional()
const heldRole = z.strictObject({ role: z.enum(roles), /** null: the whole workspace. */ studyId: id.nullable() })
const recoveryKey = z.string().min(1).max(200)

const FailedAttempts = z.strictObject({ n: z.int(), lastAt: z.string().nullable() })

export const AccountView = z.strictObject({
  ...PersonView.shape,
  state: z.enum(['active', 'retired']),
  addedAt: z.string(),
  retiredAt: z.string().nullable(),
  /** In force. */
  roles: z.array(z.strictObject({ ...heldRole.shape, studyName: z.string().nullable() })),
  /** held: can open patient rows. waiting: a role allows it and nobody has released them yet. none: no such role. */
  rows: z.enum(['held', 'waiting', 'none']),
  /** Somebody else set the passphrase and the person has not signed in since. */
  mustChangePassphrase: z.boolean(),
  certificate: z.strictObject({ issuer: z.string(), notAfter: z.string(), sha256: z.string() }),
  /** Refused attempts since the last sign-in, up to this moment; null for whoever is no administrator. */
  failed: FailedAttempts.nullable(),
})

export const PeopleView = z.strictObject({
  people: z.array(AccountView),
  /** Attempts under names that nobody has, ever. */
  failedUnknown: FailedAttempts.nullable(),
  minimumPassphraseLength: z.int(),
  recovery: z.enum(['none', 'without-rows', 'with-rows']),
  /** Whether this session can release patient rows. */
  holdsRows: z.boolean(),
})

const roleChange = z.strictObject({ personId: id, ...heldRole.shape, reason, witness })

export const peopleCommands = {
  'people.list': { by: 'engine', request: z.strictObject({}), response: PeopleView },
  /** The passphrase is for the first sign-in only. */
  'people.add': {
    by: 'engine',
    request: z.strictObject({ signInName, printedName, passphrase, roles: z.array(heldRole).min(1).max(100) }),
    response: PeopleView,
  },
  'people.grantRole': { by: 'engine', request: roleChange, response: PeopleView },
  'people.revokeRole': { by: 'engine', request: roleChange, response: PeopleView },
  'people.retire': { by: 'engine', request: z.strictObject({ personId: id, reason }), response: PeopleView },
  'people.resetPassphrase': {
    by: 'engine',
    request: z.strictObject({ personId: id, passphrase, reason, witness }),
    response: PeopleView,
  },
  /** recoveryKey: where the session cannot open the rows itself. */
  'people.releaseRows': {
    by: 'engine',
    request: z.strictObject({ to: z.union([id, z.literal('recovery')]), recoveryKey: recoveryKey.optional() }),
    response: PeopleView,
  },
  'passphrase.change': {
    by: 'engine',
    request: z.strictObject({ current: passphrase, passphrase }),
    response: WorkspaceView,
  },
  'passphrase.setMinimum': {
    by: 'engine',
    request: z.strictObject({ minimum: z.int().min(8).max(64), reason }),
    response: PeopleView,
  },
  /** The text is answered once and kept nowhere: 14 groups of 4. */
  'recovery.make': {
    by: 'engine',
    request: z.strictObject({ witness }),
    response: z.strictObject({ recoveryKey: z.string(), /** Whether it opens patient rows already. */ rows: z.boolean() }),
  },
  /** The key that was just shown, as a sheet to print. Refused unless it is the one in force; the page holds it, nothing else. */
  'recovery.exportSheet': {
    by: 'engine',
    request: z.strictObject({ recoveryKey, file: z.string().regex(/^[0-9a-f]{32}$/) }),
    response: z.strictObject({ sha256: z.string() }),
  },
  'recovery.acknowledge': { by: 'engine', request: z.strictObject({ reason }), response: WorkspaceView },
  /** Break-glass, on the sign-in screen: an administrator gets a new passphrase, in the presence of a second person. */
  'workspace.recover': {
    by: 'engine',
    request: z.strictObject({
      personId: id,
      recoveryKey,
      passphrase,
      /** The second person, as they write their name. */
      secondPerson: printedName,
      /** The second person's account, where they have one and can still sign in. */
      witness,
      reason,
    }),
    response: WorkspaceView,
  },
} as const

export type PeopleView = z.infer<typeof PeopleView>
export type AccountView = z.infer<typeof AccountView>
