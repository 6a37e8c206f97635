/** What a signature is worth now, in one sentence. */
export const reportCheckWords = {
  valid: (name: string): string => `The signature of ${name} is valid: the document and its record are as they were signed.`,
  'identity-unknown': (name: string): string => `The document is unchanged, but who signed as ${name} cannot be confirmed by this workspace.`,
  changed: (name: string): string => `The document was changed after ${name} signed it. Do not rely on it.`,
  invalid: (name: string): string => `The signature under the name of ${name} does not belong to this report. Do not rely on it.`,
} as const
