import type { ProblemWords } from './problem-words.ts'

/** Workspace, people and keys, audit trail, documents, command line and processes. */
export const systemProblems = {
  'vault/wrong-passphrase': {
    sentence: 'The passphrase does not open this workspace for {cause|this person}.',
    advice: 'Check capital letters and the keyboard layout, then try again.',
  },
  'vault/unknown-person': {
    sentence: 'This person has no access to the workspace.',
    advice: 'Choose another person, or ask an administrator of the workspace.',
  },
  'vault/passphrase-too-short': {
    sentence: 'The passphrase has {found|too few} characters; at least {minimum|15} are needed.',
    advice: 'Several unrelated words are easy to remember and hard to guess.',
  },
  'vault/passphrase-input': {
    sentence: 'No passphrase could be read.',
    advice: 'Type it when asked, or hand it over with --passphrase-fd.',
  },
  'vault/key-file-missing': {
    sentence: 'The key file of the workspace is missing.',
    advice: 'Put it back beside the store, from a backup if need be. Without it the data cannot be decrypted.',
  },
  'vault/key-file-damaged': {
    sentence: 'The key file of the workspace is damaged: {cause|its content does not hold together}.',
    advice: 'Put it back from a backup. Do not edit it.',
  },
  'vault/not-signing-person': {
    sentence: 'Only the person who is signed in can sign.',
    advice: 'Lock the workspace and let the other person sign in.',
  },
  'order/clock-rolled-back': {
    sentence: 'Nothing is signed now: this computer’s clock says {after|a time} although the audit trail has reached {before|a later time}.',
    advice: 'Set the clock right. Then a reviewer or the administrator says in the audit trail why it ran back.',
  },
  'order/clock-is-fine': {
    sentence: 'The clock has not run back, so there is nothing to explain.',
    advice: 'Go on.',
  },
  'trail/no-such-entry': {
    sentence: 'The audit trail has no entry {seq|with that number}.',
    advice: 'Choose an entry from the list.',
  },
  'trail/no-such-range': {
    sentence: 'The audit trail cannot be reviewed from entry {from|a number} to entry {to|a number}: it ends at entry {newest|a smaller number}.',
    advice: 'Begin at an entry that is there and end at a later one.',
  },
  'trail/too-many-for-paper': {
    sentence: 'These are more entries than a PDF takes; it takes {most|fewer}.',
    advice: 'Narrow the filter, or export CSV or JSON, which take all of them.',
  },
  'witness/not-a-head': {
    sentence: 'This file is not a head of an audit trail that can be witnessed: {cause|it does not hold together}.',
    advice: 'Ask for a new file from the other workspace. Nothing was signed.',
  },
  'witness/own-head': {
    sentence: 'This head is of the workspace that is open here.',
    advice: 'A witness is somebody else: take the file to another workspace, best on another computer.',
  },
  'witness/not-a-witness': {
    sentence: 'This file is not a witness’s signature of a head: {cause|it does not hold together}.',
    advice: 'Ask the witness for the file again. Nothing was taken over.',
  },
  'witness/other-workspace': {
    sentence: 'This witness’s signature is about another workspace, {workspace|not this one}.',
    advice: 'Open that workspace and read the file there.',
  },
  'witness/not-our-checkpoint': {
    sentence: '{person|Somebody} signed a head with {size|a number of} entries that this audit trail does not have.',
    advice: 'Either an older copy of this workspace is open, or its audit trail was changed after the head was taken. Keep the file, verify the workspace, and ask whoever looks after it.',
  },
  'witness/already-here': {
    sentence: 'This witness’s signature is already in the workspace.',
    advice: 'Nothing is left to do.',
  },
  'permission/denied': {
    sentence: '{person|This person} may not {what|do this}: it takes the role {roles|of somebody else}.',
    advice: 'Somebody with that role can do it, or the administrator can change roles. The attempt is in the audit trail.',
  },
  'store/locked': {
    sentence: 'The workspace is locked.',
    advice: 'Unlock it with your passphrase.',
  },
  'store/sealed': {
    sentence: 'These values are sealed: {cause|no evaluation has started}.',
    advice: 'They are opened by a running evaluation only.',
  },
  'store/not-a-workspace': {
    sentence: 'This folder is not a Probity workspace.',
    advice: 'Choose the folder that holds the workspace, or create a new one.',
  },
  'store/folder-not-empty': {
    sentence: 'The folder is not empty.',
    advice: 'Choose an empty folder.',
  },
  'store/damaged': {
    sentence: 'The workspace is damaged in {object,what|the store file}: {cause|its content does not hold together}.',
    advice: 'Do not work on. Keep a copy of the folder as it is, and restore the latest backup.',
  },
  'store/newer': {
    sentence: 'The workspace was written by a newer version of Probity (format {found|unknown}; this one reads up to {known|an older one}).',
    advice: 'Open it with that version.',
  },
  'store/in-use': {
    sentence: 'The workspace is open in another window or program.',
    advice: 'Close it there first.',
  },
  'store/full': {
    sentence: 'The disk is full. What was asked for was not saved; everything that was saved before is still there.',
    advice: 'Free some space on that disk and try again. Reading goes on meanwhile.',
  },
  'store/read-only': {
    sentence: 'This place cannot be written to. What was asked for was not saved; everything that was saved before is still there.',
    advice: 'Choose another folder, or ask for the right to write there.',
  },
  'store/io': {
    sentence: 'Reading or writing failed ({cause|no reason was given}). What was asked for was not done; everything that was saved before is still there.',
    advice: 'Check the disk or the network drive and try again.',
  },
  'store/pragma': {
    sentence: 'The store did not accept a safety setting ({name|unknown}).',
    advice: 'This installation is not complete. Install Probity again.',
  },
  'store/anchor': {
    sentence: 'The workspace does not agree with its anchor file: {cause,what|entries are missing}.',
    advice: 'An older copy may have been put back. Find out who did it and why before you go on.',
  },
  'ledger/broken': {
    sentence: 'The audit trail is broken at entry {seq|unknown}: {cause,detail|it does not follow from the one before}.',
    advice: 'Something was changed outside Probity. Keep a copy as it is, and restore the latest backup.',
  },
  'ledger/rows-differ': {
    sentence: 'Stored data differ from what the audit trail says about them: {object,what|an unknown record}, {cause|the content was altered}.',
    advice: 'Something was changed outside Probity. Keep a copy as it is, and restore the latest backup.',
  },
  'pdf/not-a-pdf': {
    sentence: 'The file is not a PDF document.',
    advice: 'Choose the signed report.',
  },
  'pdf/no-signature': {
    sentence: 'The document has no signature.',
    advice: 'Ask for the signed version of the report.',
  },
  'pdf/field-signed': {
    sentence: 'The signature field “{field|}” is already signed.',
    advice: 'Use another field, or make a new revision of the report.',
  },
  'pdf/changed': {
    sentence: 'The document was changed after it was signed.',
    advice: 'Do not rely on it. Ask for the original.',
  },
  'pdf/digest-mismatch': {
    sentence: 'The signed bytes are not the bytes of the document.',
    advice: 'Do not rely on it. Ask for the original.',
  },
  'pdf/forbidden-change': {
    sentence: 'A later revision changes something that signing does not allow ({detail|unknown part}).',
    advice: 'Do not rely on it. Ask for the original.',
  },
  'pdf/certificate': {
    sentence: 'The signer’s certificate cannot be accepted: {detail,why|it is not valid}.',
    advice: 'Compare it with the certificate of the workspace that issued the report.',
  },
  'pdf/malformed': {
    sentence: 'The document is not built as a signed report is ({detail|unknown part}).',
    advice: 'Ask for the original, and do not open and save it in other programs.',
  },
  'pdf/no-such-field': {
    sentence: 'The document has no signature field “{field|of this name}”.',
    advice: 'Use a report that Probity made; its fields are author, reviewer and approver.',
  },
  'pdf/character-not-in-font': {
    sentence: 'The text has characters that the fonts of the report do not hold: {characters|unknown}.',
    advice: 'Write it with letters of the Latin alphabet.',
  },
  'pdf/signature-box-too-small': {
    sentence: 'The text of the signature does not fit into its box.',
    advice: 'Shorten the printed name or the reason.',
  },
  'pdf/signature-missing': {
    sentence: 'The signature field “{field|of this name}” is empty.',
    advice: 'Ask for the version that has been signed there.',
  },
  'pdf/name-differs': {
    sentence: 'The signature in “{field|this field}” prints the name “{printedName|}”, but its certificate belongs to “{certificateName|somebody else}”.',
    advice: 'Do not rely on the printed name. Ask the signer.',
  },
  'export/differs': {
    sentence: 'The exported copy is not what was written.',
    advice: 'Do not use it. Export again to another place.',
  },
  'export/exists': {
    sentence: 'A file with this name exists already.',
    advice: 'Choose another name. Probity does not overwrite files.',
  },
  'cli/usage': {
    sentence: 'The command is not complete: {detail|an option is missing or wrong}.',
    advice: 'Run the command with --help.',
  },
  'ipc/unknown-command': {
    sentence: 'The window asked for something that does not exist.',
    advice: 'Restart Probity. If it happens again, report it.',
  },
  'ipc/bad-request': {
    sentence: 'The window asked in a form that is not accepted ({command|unknown command}).',
    advice: 'Check what you entered. If nothing looks wrong, report it.',
  },
  'ipc/bad-response': {
    sentence: 'The answer was not in the agreed form ({command|unknown command}).',
    advice: 'Restart Probity. If it happens again, report it.',
  },
  'ipc/wrong-sender': {
    sentence: 'A request came from a place that may not ask. It was refused.',
    advice: 'Restart Probity. If it happens again, report it.',
  },
  'engine/ended': {
    sentence: 'The part of Probity that holds the data has ended.',
    advice: 'Unlock the workspace again. Nothing that was confirmed is lost.',
  },
  'engine/self-test-failed': {
    sentence: 'The self-test failed: {nFailed|some} of {nAnswers|the} known answers differ ({check|unknown check}). No workspace is opened or made by a program that computes wrongly.',
    advice: 'Install Probity again from its original package. If the self-test still fails, run probity selftest and report what it prints.',
  },
  'engine/internal': {
    sentence: 'Something went wrong inside Probity ({command,message|no detail}). Nothing was changed.',
    advice: 'Try again. If it happens again, report it with what you did before.',
  },
} as const satisfies Record<string, ProblemWords>
