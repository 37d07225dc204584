import type { CommandRecord, KeptCommand } from '../agents/history.ts'
import { streams } from '../agents/history.ts'
import type { Plane } from '../plane.ts'
import { epochMs, type Instant, plusSeconds } from '../platform/clock.ts'
import type { Keep } from '../providers/provider.ts'
import type { Session } from '../sessions/session.ts'
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
    for await (const kept of left) await keep(plane, session, kept, at)
  }

const keep = (plane: Plane, session: Session, kept: KeptCommand, at: Instant) =>
  plane.transact(`commands of ${session.id}`, async (tx) => {
    const { record, output } = kept
    const number = commandsBefore(session) + record.number
    const isNew = await tx.create(commands, commandId(session.id, number), {
      ...record,
      ending: record.ending ?? lost(record, at),
      number,
      session_id: session.id,
      account_id: session.account_id,
      keep_until: plusSeconds(at, plane.commandRetentionSeconds),
    })
    if (!isNew) return
    for (const stream of streams) {
      if (output[stream].length === 0) continue
      await tx.create(outputs, outputId(session.id, number, stream), { spans: output[stream] })
    }
  })

/** It began, and its box was killed before it was seen to end. */
const lost = ({ startedAt }: CommandRecord, at: Instant): CommandRecord['ending'] => ({
  cause: 'provider_lost',
  exitCode: null,
  signal: 'SIGKILL',
  endedAt: at,
  durationMs: Math.max(0, epochMs(at) - epochMs(startedAt)),
})
