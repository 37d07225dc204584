import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Certificate {
  readonly key: string
  /** Signed by itself: who trusts it trusts nobody else. */
  readonly cert: string
}

/** For a server on this machine, for as long as a test or a working day takes. */
export async function newCertificate(): Promise<Certificate> {
  const { stdout } = await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '30', '-subj', '/CN=emulated', '-keyout', '-', '-out', '-'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
  ])
  return { key: blockOf('PRIVATE KEY', stdout), cert: blockOf('CERTIFICATE', stdout) }
}

function blockOf(name: string, text: string): string {
  const [block] = new RegExp(`-----BEGIN ${name}-----[^-]+-----END ${name}-----\n`).exec(text) ?? []
  if (!block) throw new Error(`openssl made no ${name.toLowerCase()}`)
  return block
}
