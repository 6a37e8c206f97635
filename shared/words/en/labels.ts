import type { NotEstimableReason } from '../../vocabulary/results.ts'
import { referenceMeanings, type ReferenceMeaning } from '../../vocabulary/records.ts'
import type { DecisionMeaning, Direction, ScoreKind } from '../../vocabulary/protocol.ts'
import { methodSources } from './methods.ts'

/** The life cycle of a study, in its order. */
export const lifeCycleSteps = [
  { id: 'intended-use', name: 'Intended use' },
  { id: 'protocol', name: 'Protocol' },
  { id: 'reference-data', name: 'Reference data' },
  { id: 'cohort', name: 'Cohort' },
  { id: 'predictions', name: 'Predictions' },
  { id: 'evaluate', name: 'Evaluate' },
  { id: 'review', name: 'Review' },
  { id: 'sign', name: 'Sign' },
] as const

/** Events of the audit trail, as people read them: those that the program writes, and no others. */
export const eventNames: Readonly<Record<string, string>> = {
  'workspace.created': 'Workspace created',
  'person.added': 'Person added',
  'person.retired': 'Account ended',
  'role.granted': 'Role granted',
  'role.revoked': 'Role withdrawn',
  'passphrase.changed': 'Passphrase changed',
  'passphrase.reset': 'Passphrase reset',
  'passphrase-policy.changed': 'Length of passphrases changed',
  'key.retired': 'Signing key retired',
  'rows-key.made': 'Key of patient rows made',
  'rows-key.released': 'Patient rows released to a person',
  'rows-key.withdrawn': 'Patient rows withdrawn from a person',
  'certificate.imported': 'Certificate imported',
  'certificate.changed': 'Signing certificate changed',
  'authority.imported': 'Authority imported',
  'crl.imported': 'Revocation list imported',
  'recovery-key.made': 'Recovery key made',
  'recovery-key.exported': 'Recovery key saved as a sheet',
  'recovery.used': 'Recovery key used',
  'recovery.acknowledged': 'Use of the recovery key acknowledged',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'sign-in.failed': 'Sign-in failed',
  'key-file.restored': 'Key file restored',
  'study.created': 'Study created',
  'intended-use.approved': 'Intended use approved',
  'protocol.locked': 'Protocol locked',
  'dataset.imported': 'Reference data imported',
  'cohort.frozen': 'Cohort frozen (database lock)',
  'release.recorded': 'Release recorded',
  'predictions.sealed': 'Predictions sealed',
  'evaluation.started': 'Evaluation started (reference standard opened)',
  'evaluation.completed': 'Evaluation completed',
  'evaluation.aborted': 'Evaluation aborted',
  'run.recorded': 'Run recorded',
  'report.signed': 'Report signed',
  'report.rejected': 'Report rejected',
  'report.withdrawn': 'Report withdrawn',
  'report.superseded': 'Report superseded',
  'retention.set': 'Retention period set',
  'hold.placed': 'Legal hold placed',
  'hold.released': 'Legal hold released',
  'data.disposed': 'Data disposed of (keys destroyed)',
  'export.begun': 'Export begun',
  'file.exported': 'File exported',
  'action.refused': 'Action refused',
  'backup.begun': 'Backup begun',
  'backup.made': 'Backup made and verified',
  'store.restored': 'Workspace restored from a backup',
  'clock.rolled-back': 'Clock ran back',
  'clock.overridden': 'Clock explained',
  'results.viewed': 'Results viewed',
  'report.viewed': 'Report viewed',
  'trail.viewed': 'Audit trail viewed',
  'verification.completed': 'Verification completed',
  'trail.reviewed': 'Audit trail reviewed',
  'head.witnessed': 'Head of another workspace witnessed',
  'head.countersigned': 'Head countersigned by a witness',
}

export const ledgerEvent = (action: string): string =>
  Object.hasOwn(eventNames, action) ? (eventNames[action] ?? action) : action

/** Why there is no estimate, as a sentence that stands in its place. */
export const reasonSentences: Readonly<Record<NotEstimableReason, string>> = {
  'no-examinations': 'Not estimable: no examination belongs to this analysis.',
  'one-class': 'Not estimable: all examinations have the same reference value, so there is nothing to tell apart.',
  'denominator-zero': 'Not estimable: the denominator is zero.',
  'below-minimum-cell': 'Not estimated: there are fewer examinations than the protocol’s minimum.',
  'no-score': 'Not estimable: this output has no score.',
  'not-a-probability': 'Not estimable: the score of this output is not a probability.',
  'perfect-separation':
    'Not estimable: the scores separate the two groups completely, so the model has no finite solution.',
  'all-scores-tied': 'Not estimable: all scores are equal.',
  'no-convergence': 'Not estimable: the computation did not converge.',
  'two-sided-interval-at-boundary':
    'No interval: the estimate lies at the end of its range, where this method has none.',
  'zero-cell': 'Not estimable: a cell of the 2×2 table is empty, so this ratio has no value or no interval.',
  'needs-clusters': 'No interval: the protocol declares clusters, but the cohort does not say which cluster this examination belongs to.',
  'refused-under-clusters': 'No interval: the protocol declares clusters, and this method would treat examinations as independent.',
  'too-few-distinct-scores': 'Not estimable: there are too few distinct scores for this smoother.',
  'no-such-specificity': 'No threshold reaches the stated value.',
  'too-many-examinations': 'Not estimable: there are too many examinations for this smoother.',
  'below-chance': 'Not estimable: the partial area lies below chance, where it cannot be standardised.',
  'too-few-replicates': 'No interval: too few bootstrap replicates could be computed for an interval of this level.',
  'zero-variance': 'No interval: the estimated variance is zero, so an interval or a test would claim a certainty that is not there.',
  'too-few-clusters': 'Not estimable: there are too few clusters to estimate a variance between them.',
  'no-discordant-pairs': 'No test: both outputs agree on every examination, so this test has nothing to go by.',
  'enriched-sampling': 'Not estimable: the sample was enriched, and the protocol states no prevalence to bring the number to.',
  'incomplete-verification': 'Not estimable: not every examination has the reference standard, and leaving the others out would bias the number.',
  'refused-under-weights': 'No number: this method has no version for weighted data here.',
  'needs-weights': 'No number: some examinations have no usable weight.',
  'no-alerts': 'Not estimable: there was no alert.',
  'no-events': 'Not estimable: no event happened while at risk.',
  'mostly-undetected': 'Not estimable: fewer than half were alerted in time, so the median is not a time.',
  'no-exposure': 'Not estimable: no examination was at risk for any time.',
  'no-true-positives': 'Not estimable: no positive call was right.',
  'no-variation': 'Not estimable: the values do not vary, so there is nothing for this number to go by.',
  'too-many-categories': 'Not estimable: there are too many different scores to treat each as a category.',
}

/** What one method does, in one or two sentences; empty for a method that is not described. */
export const methodExplanation = (method: string): string =>
  Object.hasOwn(methodSources, method) ? (methodSources[method]?.how ?? '') : ''

export const referenceMeaningNames: Readonly<Record<ReferenceMeaning, string>> = {
  present: 'Target condition present',
  absent: 'Target condition absent',
  indeterminate: 'Indeterminate',
  pending: 'Pending',
  'not-done': 'Not done',
}
export const referenceMeaningOrder: readonly ReferenceMeaning[] = referenceMeanings

export const decisionMeaningNames: Readonly<Record<DecisionMeaning, string>> = {
  positive: 'Positive',
  negative: 'Negative',
  indeterminate: 'Indeterminate',
  'device-failed': 'Device failed',
  'not-processed': 'Not processed',
}

export const scoreKindNames: Readonly<Record<ScoreKind, string>> = {
  probability: 'Probability (0 to 1)',
  ordinal: 'Ordinal score',
  marker: 'Marker (any number)',
}

export const directionNames: Readonly<Record<Direction, string>> = {
  'higher-is-positive': 'A higher score means positive',
  'lower-is-positive': 'A lower score means positive',
}

export const endpointRoleNames = { primary: 'Primary', secondary: 'Secondary' } as const

/** Codes of the house and the words of the field. */
export const terms = {
  ledger: 'audit trail',
  look: 'evaluation log entry',
  freeze: 'database lock',
  cohort: 'frozen cohort',
  cutOff: 'operating threshold',
  protocolLint: 'protocol check',
} as const

/** Meaning of a signature (21 CFR 11.50) as it is printed. */
export const signatureMeaningNames = {
  authorship: 'Authorship',
  review: 'Review',
  approval: 'Approval',
  responsibility: 'Responsibility',
} as const

/** How a report ended. */
export const decisionNames = { rejected: 'Rejected', withdrawn: 'Withdrawn', superseded: 'Superseded' } as const
