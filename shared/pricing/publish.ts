import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../firestore/transact.ts'
import { type Instant, instant, secondsBetween } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type PriceList, priceLists } from './list.ts'

/** Adds a version, announced far enough ahead that every process knows it when it comes into force. */
export async function publishPrices(tx: Tx, given: PriceList, now: Instant): Promise<PriceList> {
  // As all instants are written, so that they sort as text.
  const list = { ...given, effective_from: instant(Date.parse(given.effective_from)) }
  const stored = await tx.get(priceLists, list.version)
  if (stored && isDeepStrictEqual(stored, list)) return stored
  if (stored) {
    throw new Fault('price_version_exists', `${list.version} is published; prices never change`)
  }
  if (secondsBetween(now, list.effective_from) < limits.priceNoticeSeconds) {
    const message = `at least ${limits.priceNoticeSeconds} s from now`
    throw new Fault('invalid_request', `body.effective_from: ${message}`, {
      flaws: [{ location: 'body.effective_from', message }],
    })
  }
  await tx.create(priceLists, list.version, list)
  return list
}
