export const STUDY = 'Small study'
/** Clara keeps the data and does everything else of the study; Rui reviews; Vera is of the study and no reviewer; Ada keeps accounts. */
export const cus = { signInName: 'cus', fullName: 'Clara Custodian', passphrase: 'copper kettle under a walnut', roles: ['data-custodian', 'statistician', 'validator', 'reviewer'] } as const
export const rev = { signInName: 'rev', fullName: 'Rui Reviewer', passphrase: 'seven lanterns drift apart', roles: ['reviewer'] } as const
export const val = { signInName: 'val', fullName: 'Vera Validator', passphrase: 'orchard of patient glass', roles: ['validator'] } as const
export const adm = { signInName: 'adm', fullName: 'Ada Administrator', passphrase: 'a harbour full of quiet boats', roles: ['administrator'] } as const
