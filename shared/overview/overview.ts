import { AggregateField, type Firestore } from '@google-cloud/firestore'
import { accounts } from '../accounts/account.ts'
import { auditRecords } from '../audit/record.ts'
import { money } from '../contract/money.ts'
import { statuses } from '../contract/session.ts'
import { deadLetters } from '../outbox/deadLetter.ts'
import { outbox } from '../outbox/line.ts'
import { passports } from '../passports/passport.ts'
import { warmBoxes } from '../pools/pool.ts'
import { sessions } from '../sessions/session.ts'
import { storageResources } from '../storage/resource.ts'
import { users } from '../users/user.ts'

/** By Firestore's own counts and sums: one read for a thousand documents, none of which comes here. */
export async function overview(db: Firestore) {
  const [people, owners, keys, stored, warm, unsent, dead, recorded] = await Promise.all(
    [
      users,
      accounts,
      passports,
      storageResources,
      warmBoxes,
      outbox,
      deadLetters,
      auditRecords,
    ].map(async ({ name }) => (await db.collection(name).count().get()).data().count),
  )
  return {
    users: people ?? 0,
    accounts: owners ?? 0,
    passports: keys ?? 0,
    sessions: await sessionsByStatus(db),
    credits: await credits(db),
    stored_resources: stored ?? 0,
    warm_boxes: warm ?? 0,
    unsent_messages: unsent ?? 0,
    dead_letters: dead ?? 0,
    audit_records: recorded ?? 0,
  }
}

async function sessionsByStatus(db: Firestore) {
  const counted = statuses.map(async (status) => {
    const found = await db.collection(sessions.name).where('status', '==', status).count().get()
    return [status, found.data().count] as const
  })
  return Object.fromEntries(await Promise.all(counted))
}

async function credits(db: Firestore) {
  const sum = await db
    .collection(accounts.name)
    .aggregate({
      available: AggregateField.sum('balance.available'),
      held: AggregateField.sum('balance.held'),
      spent: AggregateField.sum('balance.spent'),
      expired: AggregateField.sum('balance.expired'),
    })
    .get()
  const { available, held, spent, expired } = sum.data()
  return {
    available: money(available ?? 0),
    held: money(held ?? 0),
    spent: money(spent ?? 0),
    expired: money(expired ?? 0),
  }
}
