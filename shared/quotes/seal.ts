import { errors, jwtVerify, SignJWT } from 'jose'
import { Fault } from '../platform/faults.ts'
import { Quote } from './quote.ts'

/** A quote as a signed token: whoever holds it can read it, and cannot change it. */
export const seal = (quote: Quote, key: Uint8Array): Promise<string> =>
  new SignJWT({ quote })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setExpirationTime(new Date(quote.expires_at))
    .sign(key)

/** The quote in a token of ours. Whether it is still good is asked when it is redeemed. */
export async function unseal(token: string, key: Uint8Array): Promise<Quote> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      audience,
      // A create told again may carry a quote that expired since: it was redeemed in time.
      currentDate: new Date(0),
    })
    return Quote.parse(payload.quote)
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new Fault('invalid_quote', 'this quote is not one of ours, or was changed', { cause })
  }
}

const algorithm = 'HS256'
const audience = 'onmemos:quote'
