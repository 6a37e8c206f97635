import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Programs that are not ours. A test that needs one fails without it: `npm test` installs them. */
function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing) throw new Error(`${program} is missing: install poppler-utils, libnss3-tools and openssl`)
    throw error
  }
}

export interface Workbench {
  /** Writes a file into an own temporary folder. */
  put(name: string, bytes: Uint8Array | string): string
  pdfsig(pdf: Uint8Array): string[]
  text(pdf: Uint8Array): string
  /** `at`: seconds since 1970 at which the certificate has to be valid. */
  opensslVerifies(cms: Uint8Array, content: Uint8Array, at?: number): void
  asn1(cms: Uint8Array): string
  close(): void
}

/** A folder with an NSS database that trusts one authority. */
export function openWorkbench(authorityDer: Uint8Array, another?: Uint8Array): Workbench {
  const folder = mkdtempSync(path.join(tmpdir(), 'probity-signing-'))
  const put = (name: string, bytes: Uint8Array | string): string => {
    const file = path.join(folder, name)
    writeFileSync(file, bytes)
    return file
  }
  const authority = put('ca.pem', new X509Certificate(authorityDer).toString())
  const database = `sql:${folder}`
  run('certutil', ['-N', '-d', database, '--empty-password'])
  run('certutil', ['-A', '-d', database, '-n', 'authority', '-t', ',C,', '-i', authority])
  if (another !== undefined) run('certutil', ['-A', '-d', database, '-n', 'another', '-t', ',C,', '-i', put('another.pem', new X509Certificate(another).toString())])
  return {
    put,
    // One text for each signature.
    pdfsig: (pdf) => run('pdfsig', ['-nssdir', database, put('report.pdf', pdf)]).split(/Signature #\d+:/).slice(1),
    text: (pdf) => run('pdftotext', ['-layout', put('text.pdf', pdf), '-']),
    opensslVerifies: (cms, content, at = 1795300000) => {
      const files = ['-in', put('sig.cms', cms), '-content', put('sig.tbs', content), '-CAfile', authority]
      const checks = ['-purpose', 'any', '-cades', '-attime', String(at)]
      run('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', ...files, ...checks, '-out', put('out', '')])
    },
    asn1: (cms) => {
      const print = ['-cmsout', '-print', '-noout', '-inform', 'DER']
      return run('openssl', ['cms', ...print, '-in', put('print.cms', cms)])
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
