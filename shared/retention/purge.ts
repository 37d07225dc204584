import { invitations } from '../accounts/invite.ts'
import { streams } from '../agents/history.ts'
import { commands, objectOf, outputs } from '../commands/stored.ts'
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
  /** Removes what goes with one, before it: what is cut off in between is found again. */
  readonly before?: (plane: Plane, id: string, value: object) => Promise<void>
}

const kinds: readonly Kept[] = [
  {
    collection: commands.name,
    until: 'keep_until',
    before: removeOutput,
  },
  { collection: spentTickets.name, until: 'expires_at' },
  { collection: redemptions.name, until: 'expires_at' },
  { collection: invitations.name, until: 'expires_at' },
]

/** Removes what is kept no longer, the oldest first. What a run does not come to is left for the next. */
export async function purge(plane: Plane): Promise<{ removed: number; isAll: boolean }> {
  let left: number = limits.documentsPurgedMax
  for (const kind of kinds) left -= await purgeKind(plane, kind, left)
  return { removed: limits.documentsPurgedMax - left, isAll: left > 0 }
}

async function purgeKind(plane: Plane, kind: Kept, most: number): Promise<number> {
  if (most <= 0) return 0
  const { db, clock, log } = plane
  const { docs } = await db
    .collection(kind.collection)
    .where(kind.until, '<=', clock.now())
    .orderBy(kind.until)
    .limit(most)
    .get()
  const what = ({ id }: { id: string }) => ({ collection: kind.collection, id })
  const atOnce = limits.documentsPurgedAtOnce
  await each(docs, { log, what, atOnce }, async (document) => {
    await kind.before?.(plane, document.id, document.data())
    await db.doc(`${kind.collection}/${document.id}`).delete()
  })
  return docs.length
}

async function removeOutput({ db, depot }: Plane, id: string, value: object): Promise<void> {
  const command = commands.schema.parse(value)
  for (const stream of streams) {
    if (command.stored[stream]) await depot?.remove(objectOf(command, stream))
    await db.doc(`${outputs.name}/${id}.${stream}`).delete()
  }
}
