import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { limits } from '../platform/limits.ts'
import { auditRecords } from './record.ts'
import { withPersonOf } from './store.ts'

/** That a user is to be forgotten: made in the commit that the log tells of, which allows their data to be gone. */
export const forgotten = collection('forgotten', z.object({ id: z.string(), at: Timestamp }))

/** Removes what the log says of a user beside the chain, which stays whole. Cut off, it goes on where it is asked again. */
export async function forgetPerson({ db, transact }: Plane, userId: string): Promise<number> {
  for (let records = 0; ; ) {
    const found = await withPersonOf(db, userId, limits.transactionGroupMax)
    if (found.length === 0) return records
    await transact(`forget ${userId}`, async (tx) => {
      for (const { id } of found) {
        const record = await tx.get(auditRecords, id)
        if (record) tx.update(auditRecords, id, { ...record, person: null, person_of: null })
      }
    })
    records += found.length
  }
}
