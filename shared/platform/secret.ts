import { timingSafeEqual } from 'node:crypto'
import { sha256 } from './ids.ts'

/** What is kept of a secret, in hex. The shortest has 96 random bits, so a slow hash would add nothing. */
export const hashOf = (secret: string): string => sha256(secret).toString('hex')

/** In constant time: both are digests of one length, so how much of a secret is right cannot be measured. */
export const isHashOf = (hash: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(hash, 'hex'), sha256(secret))
