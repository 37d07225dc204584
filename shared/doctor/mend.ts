import { accounts } from '../accounts/account.ts'
import { tidy } from '../archives/tidy.ts'
import { read } from '../firestore/collection.ts'
import { close } from '../ledger/bill.ts'
import { deadLetters } from '../outbox/deadLetter.ts'
import { relayAbandoned } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import { each } from '../platform/each.ts'
import { reconcile, recover } from '../sessions/reconcile.ts'
import { sessions } from '../sessions/session.ts'
import { isOver } from '../sessions/states.ts'
import { work } from '../sessions/work.ts'
import { examine } from './examine.ts'
import type { Illness } from './illness.ts'

/** Cures what can be cured, by the verbs that the schedules use too; answers what was and what is left. */
export async function mend(
  plane: Plane,
): Promise<{ found: readonly Illness[]; left: readonly Illness[] }> {
  const found = await examine(plane)
  for (const kind of new Set(found.map(({ kind }) => kind))) {
    const ill = found.filter((illness) => illness.kind === kind)
    await cures[kind](plane, ill).catch((cause: unknown) =>
      plane.log.error('a cure failed', { kind, cause }),
    )
  }
  return { found, left: await examine(plane) }
}

type Cure = (plane: Plane, ill: readonly Illness[]) => Promise<unknown>

const cures: Readonly<Record<Illness['kind'], Cure>> = {
  orphan: reconcile,
  stuck_session: recover,
  unsent_line: relayAbandoned,
  unbalanced_hold: (plane, ill) => eachOf(plane, ill, closeMeter),
  unsound_books: async () => undefined,
  stray_object: tidy,
  unsound_log: async () => undefined,
  dead_letter: (plane, ill) => eachOf(plane, ill, openLetter),
}

const eachOf = (
  plane: Plane,
  ill: readonly Illness[],
  cure: (plane: Plane, illness: Illness) => Promise<void>,
) =>
  each(ill, { log: plane.log, what: ({ kind, id }) => ({ kind, id }) }, (illness) =>
    cure(plane, illness),
  )

/** Settles and releases what is held for a session that is over or was never there. */
async function closeMeter(plane: Plane, { id: sessionId }: Illness): Promise<void> {
  const { docs } = await plane.db.collection(accounts.name).get()
  const holders = docs
    .map((document) => accounts.schema.parse(document.data()))
    .filter(({ live }) => live[sessionId])
  for (const { id } of holders) {
    await plane.transact(id, async (tx) => {
      const account = await tx.get(accounts, id)
      const session = await tx.get(sessions, sessionId)
      if (!account?.live[sessionId] || (session && !isOver(session.status))) return
      await close(tx, account, sessionId, session?.ended_at ?? plane.clock.now())
    })
  }
}

/** Does what the command said, if it still applies, and puts the letter away. */
async function openLetter(plane: Plane, { id }: Illness): Promise<void> {
  const letter = await read(plane.db, deadLetters, id)
  if (!letter) return
  await work(plane, letter.command)
  await plane.db.collection(deadLetters.name).doc(id).delete()
}
