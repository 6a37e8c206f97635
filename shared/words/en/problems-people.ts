import type { ProblemWords } from './problem-words.ts'

/** Accounts, passphrases and keys of several people. */
export const peopleProblems = {
  'vault/passphrase-weak': {
    sentence: 'The passphrase would be guessed soon: {cause|it is not unusual enough}.',
    advice: 'Several unrelated words, such as four taken at random from a book, are easy to remember and hard to guess.',
  },
  'vault/passphrase-same': {
    sentence: 'The new passphrase is the old one.',
    advice: 'Choose another one.',
  },
  'vault/must-change-passphrase': {
    sentence: 'This passphrase was set by somebody else and opens nothing until it is changed.',
    advice: 'Choose a passphrase of your own first.',
  },
  'vault/sign-in-again': {
    sentence: 'The key file was older than the store and has been put right: your passphrase had been changed or reset.',
    advice: 'Sign in again with the later passphrase.',
  },
  'vault/wait': {
    sentence: 'After several refused attempts there is a pause. Seconds to wait: {seconds|a few}.',
    advice: 'Wait, then try again. Nobody is locked out for good, and the attempts are shown to the administrator.',
  },
  'vault/witness': {
    sentence: 'This takes a second person with sign-in name and passphrase: {cause|nobody was named}.',
    advice: 'Ask somebody else of the workspace to enter both here.',
  },
  'vault/no-rows-key': {
    sentence: 'You have not been given the key that opens patient rows.',
    advice: 'Somebody who has it can release it to you under People.',
  },
  'vault/last-rows-holder': {
    sentence: 'Nobody else can open the patient rows: they would be lost. Nothing was changed.',
    advice: 'Let this person release the rows to somebody else, or to a recovery key, first.',
  },
  'vault/not-yet-signed-in': {
    sentence: '{person|This person} still has a passphrase that somebody else set.',
    advice: 'Release the rows after the person has signed in and changed it.',
  },
  'vault/no-recovery-key': {
    sentence: 'This workspace has no recovery key.',
    advice: 'An administrator can make one under People, as long as somebody can sign in.',
  },
  'vault/wrong-recovery-key': {
    sentence: 'This is not the recovery key of the workspace.',
    advice: 'Compare every group with the print. A later print replaces an earlier one.',
  },
  'vault/recover-administrator': {
    sentence: '{person|This person} is not an administrator: the recovery key gives nobody else a new passphrase. Nothing was changed.',
    advice: 'Choose an administrator, who can reset the passphrases of the others afterwards.',
  },
  'vault/columns-not-checked': {
    sentence: '{n|Some} columns of patient data were not checked, because this person cannot open patient rows.',
    advice: 'Everything else was checked. Somebody who can open the rows can verify the whole workspace.',
  },
  'certificate/not-usable': {
    sentence: 'The file cannot be used here: {cause|it is not what is needed}.',
    advice: 'Check that it is the right file and, where it has one, its password; the authority that issued it has to be imported first.',
  },
  'certificate/pkcs12-unread': {
    sentence: 'The file cannot be opened: its password is another one, it is protected by ciphers that are no longer used, or it does not hold one key with its certificate.',
    advice: 'Type the password of the file again. If it is right, have the file exported anew with AES: openssl pkcs12 -legacy -in old.p12 -out key.pem, then openssl pkcs12 -export -in key.pem -out new.p12; delete key.pem afterwards.',
  },
  'certificate/revoked': {
    sentence: 'The certificate with which {person|the signer} signs was revoked by its authority on {since|an earlier day}: a signature made with it would not count.',
    advice: 'Ask your authority for another one and import it under People, Certificates.',
  },
  'certificate/not-in-force': {
    sentence: 'The certificate with which {person|the signer} signs, or one that it rests on, is valid from {from|one day} to {until|another} only: a signature made now would not count.',
    advice: 'Check the date of this computer. If the certificate has run out, import another one under People, Certificates, or let an administrator reset the passphrase, which makes a new key.',
  },
  'certificate/list-overdue': {
    sentence: 'The newest revocation list here of {issuer|the authority} is out of date (its next was due by {dueBy|an earlier day}): what was revoked after it is not known.',
    advice: 'Import the newest list of the authority under People, Certificates.',
  },
  'people/name-taken': {
    sentence: 'The sign-in name “{name|}” belongs to somebody, or did.',
    advice: 'Choose another one: sign-in names are never used again.',
  },
  'people/last-administrator': {
    sentence: 'This is the last administrator who can sign in.',
    advice: 'Make somebody else administrator first.',
  },
  'people/not-yourself': {
    sentence: 'Nobody ends or resets their own account.',
    advice: 'Ask another administrator.',
  },
  'people/role-unchanged': {
    sentence: 'The roles of {person|this person} are already so.',
    advice: 'Nothing was changed. Look at the list of people again.',
  },
  'people/role-scope': {
    sentence: 'The role cannot be given here: {cause|it does not fit the study}.',
    advice: 'Choose another role, or another study.',
  },
} as const satisfies Record<string, ProblemWords>
