import type { Firestore } from '@google-cloud/firestore'
import { type Clock, plusSeconds } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { Log } from '../platform/log.ts'
import { type OutboxLine, outbox } from './line.ts'

export interface Outlets {
  readonly db: Firestore
  readonly clock: Clock
  readonly log: Log
  publish(line: OutboxLine): Promise<void>
  /** Tells the worker at once, where it can be reached from here. Only faster: publishing is the guarantee. */
  readonly direct: ((line: OutboxLine) => Promise<void>) | null
}

/**
 * Tells a saved line: to the worker itself if it can be reached, or else to its topic. The line is
 * removed once it was told; one that was not is left for `relayAbandoned`. True when the work is done already.
 */
export async function relay(outlets: Outlets, line: OutboxLine): Promise<boolean> {
  const isDone = await toldDirectly(outlets, line)
  if (!isDone) await outlets.publish(line)
  await outlets.db.collection(outbox.name).doc(line.id).delete()
  return isDone
}

/** The same for a caller who need not know: a line that could not be told stays for `relayAbandoned`. */
export const relayQuietly = async (outlets: Outlets, line: OutboxLine): Promise<void> => {
  await relay(outlets, line).catch((cause: unknown) =>
    outlets.log.error('a command is left to the outbox', { line: line.id, cause }),
  )
}

/** Publishes the lines whose savers were cut off. A line may be told twice: workers expect that. */
export async function relayAbandoned(outlets: Outlets): Promise<{ relayed: number }> {
  const before = plusSeconds(outlets.clock.now(), -limits.outboxAbandonedSeconds)
  const { docs } = await outlets.db
    .collection(outbox.name)
    .where('created_at', '<=', before)
    .orderBy('created_at')
    .limit(limits.outboxRelayLinesMax)
    .get()
  for (const document of docs) {
    await outlets.publish(outbox.schema.parse(document.data()))
    await document.ref.delete()
  }
  return { relayed: docs.length }
}

async function toldDirectly({ direct, log }: Outlets, line: OutboxLine): Promise<boolean> {
  if (!direct) return false
  try {
    await direct(line)
    return true
  } catch (cause) {
    log.warn('the worker did not take a command; it goes to its topic', { line: line.id, cause })
    return false
  }
}
