import { z } from 'zod'
import { ProblemView } from './views.ts'

/** Certificates of a hospital's own authority, and what it has revoked. */
const token = z.string().regex(/^[0-9a-f]{32}$/)
const passphrase = z.string().min(1).max(1024)
const witness = z.strictObject({ signInName: z.string().max(40), passphrase }).optional()

export const TrustView = z.strictObject({
  /** Of whoever is signed in. */
  own: z.strictObject({ subject: z.string(), issuer: z.string(), notBefore: z.string(), notAfter: z.string(), sha256: z.string() }),
  /** The workspace's own first. */
  authorities: z.array(
    z.strictObject({ subject: z.string(), notAfter: z.string(), sha256: z.string(), importedAt: z.string().nullable() }),
  ),
  revocationLists: z.array(
    z.strictObject({
      issuer: z.string(),
      thisUpdate: z.string(),
      nextUpdate: z.string().nullable(),
      nRevoked: z.int(),
      sha256: z.string(),
      importedAt: z.string(),
      /** The newest of its authority, and out of date; a list that another one follows is not. */
      overdue: ProblemView.nullable(),
    }),
  ),
})

export const certificateCommands = {
  'trust.list': { by: 'engine', request: z.strictObject({}), response: TrustView },
  /** Writes a PKCS#10 request for one's own signing key. */
  'certificate.request': {
    by: 'engine',
    request: z.strictObject({ passphrase, file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  /** PEM (the certificate first, then its issuers) or DER. */
  'certificate.import': { by: 'engine', request: z.strictObject({ passphrase, file: token }), response: TrustView },
  /** A key with its certificate, from a PKCS#12 file with AES; the signing key is that one from then on. */
  'certificate.importPkcs12': {
    by: 'engine',
    request: z.strictObject({ passphrase, file: token, filePassword: z.string().max(1024) }),
    response: TrustView,
  },
  'authority.import': {
    by: 'engine',
    request: z.strictObject({ file: token, reason: z.string().trim().min(1).max(2000), witness }),
    response: TrustView,
  },
  'crl.import': { by: 'engine', request: z.strictObject({ file: token }), response: TrustView },
} as const

export type TrustView = z.infer<typeof TrustView>
