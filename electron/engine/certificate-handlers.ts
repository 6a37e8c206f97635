import { X509Certificate } from 'node:crypto'
import type { certificateCommands, TrustView } from '../../shared/ipc/certificate-commands.ts'
import { importAuthority, importCertificate, importPkcs12, importRevocationList, requestCertificate } from '../actions/certificates.ts'
import { listStanding } from '../actions/certificate-standing.ts'
import { sha256Hex } from '../files/digest.ts'
import { validityOf } from '../vault/certificate-validity.ts'
import { revocationLists } from '../workspace/imported-lists.ts'
import type { ActionContext } from '../actions/context.ts'
import type { CommandHandlers } from './dispatch.ts'
import type { Engine } from './engine.ts'

export function certificateHandlers(engine: Engine): Pick<CommandHandlers, keyof typeof certificateCommands> {
  const context = () => engine.context()
  const read = (file: string) => engine.granted(file, 'read').path
  const after = async (change: Promise<void>) => {
    await change
    engine.options.onEvent({ kind: 'changed', studyId: null })
    return trustView(context())
  }
  return {
    'trust.list': () => trustView(context()),
    'certificate.request': async ({ passphrase, file }) => ({
      sha256: await requestCertificate(context(), { passphrase, path: engine.granted(file, 'write').path }),
    }),
    'certificate.import': ({ passphrase, file }) => after(importCertificate(context(), { passphrase, path: read(file) })),
    'certificate.importPkcs12': ({ file, ...given }) => after(importPkcs12(context(), { ...given, path: read(file) })),
    'authority.import': ({ file, reason, witness }) => after(importAuthority(context(), { path: read(file), reason, witness })),
    'crl.import': async ({ file }) => {
      const view = await after(importRevocationList(context(), { path: read(file) }))
      engine.verifyAgain()
      return view
    },
  }
}

function trustView(context: ActionContext): TrustView {
  const { store, vault } = context.workspace
  const own = new X509Certificate(vault.certificate())
  const imported = revocationLists(store)
  const lists = imported.map(({ list }) => list)
  const authority = (bytes: Uint8Array, importedAt: string | null) => {
    const certificate = new X509Certificate(bytes)
    return { subject: certificate.subject, notAfter: validityOf(certificate).notAfter, sha256: sha256Hex(bytes), importedAt }
  }
  return {
    own: {
      subject: own.subject,
      issuer: own.issuer,
      ...validityOf(own),
      sha256: sha256Hex(own.raw),
    },
    authorities: [authority(vault.authorityCertificate, null), ...store.trusted.list('authority').map((each) => authority(each.bytes, each.at))],
    revocationLists: imported.map(({ list, sha256, at }) => {
      const { issuer, thisUpdate, nextUpdate, revoked } = list
      return { issuer, thisUpdate, nextUpdate, nRevoked: revoked.size, sha256, importedAt: at, overdue: listStanding(context, list, lists) }
    }),
  }
}
