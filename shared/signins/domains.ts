import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { SsoDomain as OnTheWire } from '../contract/signin.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'

/** By its name: a domain leads to one account. */
export const ssoDomains = collection('sso_domains', OnTheWire)
export type SsoDomain = z.output<typeof OnTheWire>

/** Of an address exactly: people of a subdomain are others. */
export const ssoDomainOf = (tx: Tx, address: string): Promise<SsoDomain | undefined> =>
  tx.get(ssoDomains, address.slice(address.lastIndexOf('@') + 1))

export async function listSsoDomains(db: Firestore): Promise<readonly SsoDomain[]> {
  const { docs } = await db.collection(ssoDomains.name).get()
  return docs.map((document) => ssoDomains.schema.parse(document.data()))
}
