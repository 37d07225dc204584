import { FieldPath, type Firestore } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import { type Purchase, purchases } from './purchase.ts'

/** An account's purchases, newest first. */
export async function listPurchases(
  db: Firestore,
  accountId: string,
  page: { limit: number; after: Mark | null },
): Promise<readonly Purchase[]> {
  const newest = db
    .collection(purchases.name)
    .where('account_id', '==', accountId)
    .orderBy('created_at', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
  const from = page.after ? newest.startAfter(page.after.at, page.after.id) : newest
  const { docs } = await from.limit(page.limit).get()
  return docs.map((document) => purchases.schema.parse(document.data()))
}
