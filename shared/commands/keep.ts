import type { CommandRecord } from '../agents/history.ts'
import { streams } from '../agents/history.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { epochMs, type Instant, plusSeconds } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { Keep, LeftCommand } from '../providers/provider.ts'
import type { Session } from '../sessions/session.ts'
import { type Room, storeLong } from './long.ts'
import { commandsBefore } from './numbers.ts'
import { commandId, commands, outputId, outputs } from './stored.ts'

/** Ends a session's box, and keeps what its commands said. A command that was kept before is kept as it is. */
export const stopAndKeep = (plane: Plane, session: Session, graceSeconds: number): Promise<void> =>
  plane.providers[session.backend].stop(session.id, graceSeconds, {
    turn: session.past.turn,
    keep: keeper(plane, session),
  })

const keeper =
  (plane: Plane, session: Session): Keep =>
  async (left) => {
    const at = plane.clock.now()
    const room = { bytes: limits.outputStoredBytesPerBoxMax }
    for await (const command of left) await keep(plane, session, command, at, room)
  }

async function keep(plane: Plane, session: Session, left: LeftCommand, at: Instant, room: Room) {
  const number = commandsBefore(session) + left.record.number
  const id = commandId(session.id, number)
  if (await read(plane.db, commands, id)) return
  const record = {
    ...left.record,
    ending: left.record.ending ?? lost(left.record, at),
    number,
    session_id: session.id,
    account_id: session.account_id,
    keep_until: plusSeconds(at, plane.commandRetentionSeconds),
  }
  const stored = await storeLong(plane, record, left, room)
  await plane.transact(`commands of ${session.id}`, async (tx) => {
    const isNew = await tx.create(commands, id, { ...record, stored })
    if (!isNew) return
    for (const stream of streams) {
      const spans = left.output[stream]
      if (spans.length > 0)
        await tx.create(outputs, outputId(session.id, number, stream), { spans })
    }
  })
}

/** It began, and its box was killed before it was seen to end. */
const lost = ({ startedAt }: CommandRecord, at: Instant): CommandRecord['ending'] => ({
  cause: 'provider_lost',
  exitCode: null,
  signal: 'SIGKILL',
  endedAt: at,
  durationMs: Math.max(0, epochMs(at) - epochMs(startedAt)),
})
