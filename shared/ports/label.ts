import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Clock, epochMs, instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'

/** A port of a session, and until when whoever has its label may reach it. */
export interface Opening {
  readonly sessionId: string
  readonly port: number
  /** In whole seconds since 1970. */
  readonly until: number
}

interface Signing {
  readonly key: Uint8Array
  readonly clock: Clock
}

/**
 * `<port>-<session>-<until>-<signature>`: one label of a host name, so that every opening is an origin of its own to a
 * browser. It needs no cookie, and is stored nowhere.
 */
export function issue({ key, clock }: Signing, sessionId: string, port: number, seconds: number) {
  const expiresAt = plusSeconds(clock.now(), seconds)
  const until = Math.ceil(epochMs(expiresAt) / 1_000)
  const claim = `${port}-${sessionId}-${until.toString(36)}`
  return { label: `${claim}-${signature(key, claim)}`, expiresAt: instant(until * 1_000) }
}

/** What a label of ours opens, while it is good. Throws `unauthenticated`. */
export function open({ key, clock }: Signing, label: string): Opening {
  const [, claim = '', port, sessionId = '', until = '', signed = ''] = pattern.exec(label) ?? []
  const opening = { sessionId, port: Number(port), until: Number.parseInt(until, 36) }
  if (!isSame(signed, signature(key, claim))) {
    throw new Fault('unauthenticated', 'this address of a port is not one of ours')
  }
  if (opening.until * 1_000 > epochMs(clock.now())) return opening
  throw new Fault('unauthenticated', 'this address of a port has expired; ask for another')
}

const pattern = /^((\d{1,5})-([a-z0-9]+)-([a-z0-9]{1,8}))-([a-z0-9]+)$/

/** 124 bits, and with all before it less than the 63 characters that a label may have. */
function signature(key: Uint8Array, claim: string): string {
  const digest = createHmac('sha256', key).update(claim).digest('hex')
  return BigInt(`0x${digest}`).toString(36).slice(-signatureCharacters)
}
const signatureCharacters = 24

const isSame = (given: string, ours: string) =>
  given.length === ours.length && timingSafeEqual(Buffer.from(given), Buffer.from(ours))
