import type { X509Certificate } from 'node:crypto'

/** From when and until when, as instants in UTC. Read from the text: not every runtime that this runs in has the dates. */
export const validityOf = ({ validFrom, validTo }: X509Certificate): { readonly notBefore: string; readonly notAfter: string } => ({
  notBefore: new Date(validFrom).toISOString(),
  notAfter: new Date(validTo).toISOString(),
})
