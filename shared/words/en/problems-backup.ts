import type { ProblemWords } from './problem-words.ts'

/** Backup and restore: each says what was saved, what was not, and that the workspace is as it was. */
export const backupProblems = {
  'vault/key-file-behind': {
    sentence: 'The key file is one generation behind the store (generation {generation|unknown}): a change of people or keys was cut off while it was written.',
    advice: 'The next sign-in puts it right from the copy in the store and records it. If nothing was cut off here, find out who put the file back.',
  },
  'store/gone': {
    sentence: 'The folder of the workspace is not there any more: its drive was taken out, or it was moved or removed. What was asked for was not saved; what was saved before is where the folder is.',
    advice: 'Bring the drive or the folder back to its place, then open the workspace again.',
  },
  'store/is-a-backup': {
    sentence: 'This folder holds a backup, not a workspace to work in.',
    advice: 'Restore it into a folder of its own. Nothing was changed.',
  },
  'backup/inside-workspace': {
    sentence: 'The backup would stand inside the workspace, or the workspace inside the backup. No backup was made.',
    advice: 'Choose a folder elsewhere, best on another disk.',
  },
  'backup/needs-administrator': {
    sentence: '{person|This person} is not an administrator of the workspace, and only an administrator restores a backup. Nothing was restored.',
    advice: 'Let an administrator restore it, with a second person as witness.',
  },
  'backup/no-room': {
    sentence: 'There is not enough room: {neededMb|more} MB are needed and {freeMb|fewer} MB are free. Nothing was written, and the workspace is as it was.',
    advice: 'Free some space there, or choose another disk.',
  },
  'backup/full': {
    sentence: 'The disk chosen for the backup became full. No backup was made; everything in the workspace is saved as before.',
    advice: 'Free some space there, or choose another disk.',
  },
  'backup/read-only': {
    sentence: 'The folder chosen for the backup cannot be written to. No backup was made; everything in the workspace is saved as before.',
    advice: 'Choose another folder, or ask for the right to write there.',
  },
  'backup/io': {
    sentence: 'Writing the backup failed ({cause|no reason was given}). No backup was made; everything in the workspace is saved as before.',
    advice: 'Check the disk, the cable or the network drive, empty the folder, and try again.',
  },
  'backup/cancelled': {
    sentence: 'The backup was stopped. Nothing of it was left in the folder; the workspace is as it was.',
    advice: 'The audit trail says that it was begun and stopped.',
  },
  'backup/not-a-backup': {
    sentence: 'This folder holds no finished backup of a workspace.',
    advice: 'Choose the folder that a backup was made into. A backup that was cut off is of no use and can be removed.',
  },
  'backup/damaged': {
    sentence: 'The backup cannot be used: {cause|its content does not hold together}. Nothing was restored.',
    advice: 'Keep it as it is, and use another backup.',
  },
  'backup/other-workspace': {
    sentence: 'The backup is of another workspace than the one in that folder. Nothing was restored.',
    advice: 'Choose the folder of the same workspace, or a new one.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>
