import type { Firestore } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import { type QuotaRequest, quotaRequests } from './request.ts'
import { type Waiting, waitlist } from './waiting.ts'

/** Quota requests, newest first. */
export function listQuotaRequests(
  db: Firestore,
  { status }: { status: QuotaRequest['status'] | undefined },
  slice: Slice,
): Promise<readonly QuotaRequest[]> {
  const all = db.collection(quotaRequests.name)
  return newest(quotaRequests, status ? all.where('status', '==', status) : all, slice)
}

/** Who waits to be let in, newest first. */
export const listWaiting = (db: Firestore, slice: Slice): Promise<readonly Waiting[]> =>
  newest(waitlist, db.collection(waitlist.name), slice)
