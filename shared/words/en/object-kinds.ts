/** What an entry of the audit trail is about, as people read it: what the program writes, and nothing else. */
export const objectKinds: Readonly<Record<string, string>> = {
  backup: 'Backup',
  cohort: 'Cohort',
  command: 'Command',
  countersignature: 'Countersignature',
  dataset: 'Reference data',
  disposal: 'Disposal',
  evaluation: 'Evaluation',
  export: 'Export',
  head: 'Head',
  hold: 'Legal hold',
  'intended-use': 'Intended use',
  key: 'Key',
  person: 'Person',
  predictions: 'Predictions',
  protocol: 'Protocol',
  release: 'Release',
  report: 'Report',
  result: 'Results',
  'retention-class': 'Retention',
  'role-assignment': 'Role',
  run: 'Run',
  session: 'Session',
  study: 'Study',
  trusted: 'Certificate',
  workspace: 'Workspace',
}

/** The word for it; of a kind that this program does not know, the kind itself. */
export const objectKindName = (kind: string): string => (Object.hasOwn(objectKinds, kind) ? (objectKinds[kind] ?? kind) : kind)
