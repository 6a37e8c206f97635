import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A hospital's authority, made by openssl in a folder: it answers requests, lists what it revoked, and hands out keys. */
export function hospitalIn(folder: string) {
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: string[]): void => {
    const ended = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    if (ended.status !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${ended.stderr}`)
  }
  const issue = (csr: string, pem: string, serial: string) =>
    openssl('x509', '-req', '-in', csr, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '30', '-set_serial', serial, '-extfile', 'person.ext', '-out', pem)
  writeFileSync(at('person.ext'), 'keyUsage=critical,digitalSignature,nonRepudiation\n')
  const revoke = (serial: string, since: string) => writeFileSync(at('index.txt'), `R\t370101000000Z\t${since}\t${serial}\tunknown\t/CN=Somebody who left\n`)
  revoke('5A01', '261101000000Z')
  writeFileSync(at('ca.cnf'), '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n')
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ca.key')
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', '/O=St Anne/CN=St Anne signing authority', '-days', '400', ...usage, '-out', 'ca.pem')
  openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'ca.key', '-cert', 'ca.pem', '-out', 'ca.crl')
  const january = ['-crl_lastupdate', '260101000000Z', '-crl_nextupdate', '260131000000Z']
  openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'ca.key', '-cert', 'ca.pem', ...january, '-out', 'overdue.crl')
  const answered = 77
  return {
    authority: at('ca.pem'),
    revocationList: at('ca.crl'),
    overdueList: at('overdue.crl'),
    answer: (csr: string): string => {
      issue(csr, 'answer.pem', String(answered))
      return at('answer.pem')
    },
    /** A list by which what `answer` gave has been revoked since the first of January. */
    revoking: (): string => {
      revoke(answered.toString(16).toUpperCase(), '260101000000Z')
      openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'ca.key', '-cert', 'ca.pem', '-out', 'revoking.crl')
      return at('revoking.crl')
    },
    /** A key of its own with a certificate, in a PKCS#12 file. */
    keyFor: (name: string, password: string): string => {
      openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'person.key')
      openssl('req', '-new', '-key', 'person.key', '-subj', `/CN=${name}`, '-out', 'person.csr')
      issue('person.csr', 'person.pem', '78')
      openssl('pkcs12', '-export', '-inkey', 'person.key', '-in', 'person.pem', '-certfile', 'ca.pem', '-passout', `pass:${password}`, '-out', 'person.p12')
      return at('person.p12')
    },
  }
}
