import { streams } from '../agents/history.ts'
import { commands, outputs } from '../commands/stored.ts'
import type { Plane } from '../plane.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { redemptions } from '../quotes/redeem.ts'
import { spentTickets } from '../tickets/ticket.ts'

/** What is kept for a time only. */
interface Kept {
  readonly collection: string
  /** The field that says until when. */
  readonly until: string
  /** The documents that go with one, before it: what is cut off in between is found again. */
  readonly with?: (id: string) => readonly string[]
}

const kinds: readonly Kept[] = [
  {
    collection: commands.name,
    until: 'keep_until',
    with: (id) => streams.map((stream) => `${outputs.name}/${id}.${stream}`),
  },
  { collection: spentTickets.name, until: 'expires_at' },
  { collection: redemptions.name, until: 'expires_at' },
]

/** Removes what is kept no longer, the oldest first. What a run does not come to is left for the next. */
export async function purge(plane: Plane): Promise<{ removed: number; isAll: boolean }> {
  let left: number = limits.documentsPurgedMax
  for (const kind of kinds) left -= await purgeKind(plane, kind, left)
  return { removed: limits.documentsPurgedMax - left, isAll: left > 0 }
}

async function purgeKind({ db, clock, log }: Plane, kind: Kept, most: number): Promise<number> {
  if (most <= 0) return 0
  const { docs } = await db
    .collection(kind.collection)
    .where(kind.until, '<=', clock.now())
    .orderBy(kind.until)
    .limit(most)
    .get()
  const ids = docs.map(({ id }) => id)
  const what = (id: string) => ({ collection: kind.collection, id })
  await each(ids, { log, what, atOnce: limits.documentsPurgedAtOnce }, async (id) => {
    for (const path of kind.with?.(id) ?? []) await db.doc(path).delete()
    await db.doc(`${kind.collection}/${id}`).delete()
  })
  return ids.length
}
