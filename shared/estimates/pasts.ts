import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Session, sessions } from '../sessions/session.ts'
import type { Reason } from '../sessions/states.ts'

/** How long a session ran that is over. */
export interface Past {
  readonly template: Session['template']
  readonly seconds: number
  /** A limit ended it, so nobody knows how long it would have run. */
  readonly isCut: boolean
}

/** An account's newest sessions that ran and ended as they should. */
export async function pastsOf(db: Firestore, accountId: string): Promise<readonly Past[]> {
  const { docs } = await db
    .collection(sessions.name)
    .where('account_id', '==', accountId)
    .where('status', '==', 'stopped')
    .orderBy('created_at', 'desc')
    .limit(limits.estimatePastsMax)
    .select(...Object.keys(Ended.shape))
    .get()
  return docs.map((document) => Ended.parse(document.data())).flatMap(pastOf)
}

const Ended = Session.pick({ template: true, reason: true, bill: true })

const pastOf = ({ template, reason, bill }: z.output<typeof Ended>): Past[] =>
  bill && bill.seconds > 0
    ? [{ template, seconds: bill.seconds, isCut: reason !== null && limiting.has(reason) }]
    : []

const limiting: ReadonlySet<Reason> = new Set(['ttl', 'credits', 'cost_limit', 'duration'])
