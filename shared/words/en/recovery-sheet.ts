/** The recovery key as it is printed. */
export const recoverySheetWords = {
  title: 'Recovery key',
  label: 'Keep sealed',
  subtitle: (workspace: string): string => `of the workspace ${workspace}`,
  secret: 'Keep this sheet sealed in a safe to which no single person has access',
  secretText: 'With it an administrator, before a second person, gets a new passphrase. It is kept nowhere else: Probity has not stored it, and it cannot be shown again.',
  groups: (from: number, to: number): string => `Groups ${from} to ${to}`,
  madeBy: 'Saved by',
  opens: 'It opens',
  withRows: 'the accounts and patient rows.',
  withoutRows: 'the accounts; patient rows when somebody who can open them has released them to it.',
  use: 'How it is used',
  steps: [
    'On the sign-in screen of the workspace choose “Recover with the printed key …”.',
    'Type the 14 groups. There is no letter I, L, O or U in them; spaces, hyphens and small letters do not matter.',
    'A second person has to be there. The use goes into the audit trail, and everybody is told until somebody acknowledges it.',
    'Making another recovery key ends this one: destroy the sheet then. Delete the file it was printed from as soon as it is on paper.',
  ],
} as const
