import type * as z from 'zod'
import { QuotaRequest as Wire } from '../contract/quotas.ts'
import { collection } from '../firestore/collection.ts'

/** Somebody's wish for more than their limits allow, and what came of it. */
export type QuotaRequest = z.output<typeof Wire>

export const quotaRequests = collection('quota_requests', Wire)
