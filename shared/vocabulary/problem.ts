/**
 * A problem is something a person can meet: a closed code, where it is, and the values the sentence needs.
 * The sentence itself lives in shared/words, so that it can be translated and tested.
 */
export const problemCodes = [
  // intake: the file as a whole
  'intake/file-not-readable',
  'intake/file-too-large',
  'intake/empty-file',
  'intake/header-only',
  'intake/no-such-column',
  'intake/duplicate-header',
  'intake/empty-header',
  'intake/invalid-utf-8',
  'intake/utf-16',
  'intake/nul-byte',
  'intake/unterminated-quote',
  'intake/text-after-quote',
  'intake/field-count',
  'intake/field-too-long',
  'intake/too-many-columns',
  'intake/too-many-rows',
  'intake/mixed-line-ends',
  'intake/byte-order-mark',
  'intake/mapping-incomplete',
  'intake/column-mapped-twice',
  'intake/stopped',
  // intake: values
  'intake/missing-examination-id',
  'intake/missing-participant-id',
  'intake/duplicate-examination-id',
  'intake/duplicate-prediction',
  'intake/duplicate-prediction-time',
  'intake/missing-time',
  'intake/mixed-offsets',
  'intake/available-before-predicted',
  'intake/unmapped-reference-value',
  'intake/unmapped-decision-code',
  'intake/score-not-a-number',
  'intake/score-not-finite',
  'intake/score-out-of-range',
  'intake/number-not-a-number',
  'intake/number-not-finite',
  'intake/ambiguous-decimal',
  'intake/decimal-comma',
  'intake/decimal-point',
  'intake/thousands-separator',
  'intake/id-beyond-2-53',
  'intake/id-with-spaces',
  'intake/id-in-scientific-notation',
  'intake/missing-without-reason',
  'intake/too-many-reasons',
  'intake/bad-instant',
  'intake/direction-contradicts-protocol',
  'intake/kind-contradicts-protocol',
  'intake/output-missing',
  'intake/unknown-output',
  'intake/no-matching-examination',
  'intake/likely-duplicates',
  // protocol
  'protocol/not-json',
  'protocol/duplicate-key',
  'protocol/shape',
  'protocol/unknown-key',
  'protocol/unknown-version',
  'protocol/duplicate-id',
  'protocol/unknown-reference',
  'protocol/impossible-criterion',
  'protocol/not-available-for-output',
  'protocol/success-rule',
  'protocol/subgroup',
  'protocol/threshold-out-of-range',
  'protocol/no-such-column',
  'protocol/column-kind',
  'protocol/goal-cannot-be-met',
  'protocol/not-built-yet',
  'protocol/planning-differs',
  'planning/not-valid',
  'protocol/onset-not-sealed',
  'protocol/sampling-needs-correction',
  'protocol/verification-needs-correction',
  // order of work
  'order/intended-use-not-approved',
  'order/protocol-not-locked',
  'order/no-dataset',
  'order/cohort-not-frozen',
  'order/predictions-not-sealed',
  'order/already-locked',
  'order/already-frozen',
  'order/already-unblinded',
  'order/no-evaluation',
  'order/no-report',
  'order/already-signed',
  'order/evaluation-running',
  'order/evaluation-behind-lock',
  'order/stale-report',
  'order/confirmation-mismatch',
  'order/incomplete',
  'cohort/empty',
  'cohort/rule-column',
  // evaluation
  'evaluation/times-missing',
  'evaluation/times-not-instants',
  'evaluation/end-before-start',
  'evaluation/onset-disagrees',
  'evaluation/onset-after-end',
  'evaluation/offsets-differ',
  'evaluation/cancelled',
  'evaluation/failed',
  'evaluation/engines-disagree',
  'evaluation/runs-differ',
  // workspace, vault, store
  'vault/wrong-passphrase',
  'vault/unknown-person',
  'vault/passphrase-too-short',
  'vault/passphrase-input',
  'vault/key-file-missing',
  'vault/key-file-damaged',
  'vault/key-file-behind',
  'vault/not-signing-person',
  'vault/passphrase-weak',
  'vault/passphrase-same',
  'vault/must-change-passphrase',
  'vault/sign-in-again',
  'vault/wait',
  'vault/witness',
  'vault/no-rows-key',
  'vault/last-rows-holder',
  'vault/not-yet-signed-in',
  'vault/no-recovery-key',
  'vault/wrong-recovery-key',
  'vault/recover-administrator',
  'vault/columns-not-checked',
  'certificate/not-usable',
  'certificate/pkcs12-unread',
  'certificate/revoked',
  'certificate/not-in-force',
  'certificate/list-overdue',
  'people/name-taken',
  'people/last-administrator',
  'people/not-yourself',
  'people/role-unchanged',
  'people/role-scope',
  'trail/no-such-entry',
  'trail/no-such-range',
  'trail/too-many-for-paper',
  'witness/not-a-head',
  'witness/own-head',
  'witness/not-a-witness',
  'witness/other-workspace',
  'witness/not-our-checkpoint',
  'witness/already-here',
  'permission/denied',
  'order/clock-rolled-back',
  'order/clock-is-fine',
  'store/locked',
  'store/sealed',
  'store/not-a-workspace',
  'store/folder-not-empty',
  'store/damaged',
  'store/newer',
  'store/in-use',
  'store/full',
  'store/read-only',
  'store/io',
  'store/pragma',
  'store/anchor',
  'store/gone',
  'store/is-a-backup',
  'backup/inside-workspace',
  'backup/needs-administrator',
  'backup/no-room',
  'backup/full',
  'backup/read-only',
  'backup/io',
  'backup/not-a-backup',
  'backup/damaged',
  'backup/other-workspace',
  'store/disposed',
  'retention/not-set',
  'retention/not-over',
  'retention/held',
  'retention/in-use',
  'retention/no-such-data',
  'retention/no-such-hold',
  'retention/witness-role',
  'backup/brings-back',
  'backup/cancelled',
  'ledger/broken',
  'ledger/rows-differ',
  // report, signature, verification
  'pdf/not-a-pdf',
  'pdf/no-signature',
  'pdf/field-signed',
  'pdf/changed',
  'pdf/digest-mismatch',
  'pdf/forbidden-change',
  'pdf/certificate',
  'pdf/malformed',
  'pdf/no-such-field',
  'pdf/character-not-in-font',
  'pdf/signature-box-too-small',
  'pdf/signature-missing',
  'pdf/name-differs',
  'signature/out-of-order',
  'signature/not-permitted',
  'signature/not-independent',
  'signature/cannot-decide',
  'signature/reason-too-short',
  'signature/not-bound',
  'signature/revoked',
  'signature/list-overdue',
  'export/differs',
  'export/exists',
  // command line and contract
  'cli/usage',
  'ipc/unknown-command',
  'ipc/bad-request',
  'ipc/bad-response',
  'ipc/wrong-sender',
  'engine/ended',
  'engine/self-test-failed',
  'engine/internal',
] as const

export type ProblemCode = (typeof problemCodes)[number]

export interface ProblemWhere {
  /** Base name only: a path can name a patient. */
  readonly file?: string
  /** 1 is the header; the first record is 2, as an editor shows it. */
  readonly row?: number
  readonly column?: string
  /** JSON path such as endpoints[0].criterion.goal */
  readonly path?: string
}

export interface Problem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  readonly where?: ProblemWhere
  /** What the sentence needs: the value found, what was expected, counts. */
  readonly params?: Readonly<Record<string, string | number>>
}

export function problem(
  code: ProblemCode,
  params?: Problem['params'],
  where?: ProblemWhere,
  severity: Problem['severity'] = 'error',
): Problem {
  return { code, severity, ...(where ? { where } : {}), ...(params ? { params } : {}) }
}

/** Carries problems up to whoever can show them. Nothing was changed when it is thrown. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[] | Problem) {
    const list: readonly Problem[] = 'code' in problems ? [problems] : problems
    super(list.map((each) => each.code).join(', '))
    this.problems = list
  }
}

export const refuse = (code: ProblemCode, params?: Problem['params'], where?: ProblemWhere): never => {
  throw new Refusal(problem(code, params, where))
}
