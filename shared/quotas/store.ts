import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import { type QuotaRequest, quotaRequests } from './request.ts'
import { type Waiting, waitlist } from './waiting.ts'

interface Slice {
  readonly limit: number
  readonly after: Mark | null
}

/** Quota requests, newest first. */
export async function listQuotaRequests(
  db: Firestore,
  { status }: { status: QuotaRequest['status'] | undefined },
  slice: Slice,
): Promise<readonly QuotaRequest[]> {
  const all = db.collection(quotaRequests.name)
  const docs = await newest(status ? all.where('status', '==', status) : all, slice)
  return docs.map((document) => quotaRequests.schema.parse(document.data()))
}

/** Who waits to be let in, newest first. */
export async function listWaiting(db: Firestore, slice: Slice): Promise<readonly Waiting[]> {
  const docs = await newest(db.collection(waitlist.name), slice)
  return docs.map((document) => waitlist.schema.parse(document.data()))
}

async function newest(query: Query, { limit, after }: Slice) {
  const ordered = query.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  const from = after ? ordered.startAfter(after.at, after.id) : ordered
  return (await from.limit(limit).get()).docs
}
