import { FieldPath } from '@google-cloud/firestore'
import { ConnectError } from '../agents/connect.ts'
import type { CommandRecord, StreamName } from '../agents/history.ts'
import { AgentUnreachable } from '../agents/unreachable.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import type { Session } from '../sessions/session.ts'
import { longFrom } from './long.ts'
import { commandsBefore } from './numbers.ts'
import { commandId, commands, outputId, outputs } from './stored.ts'

export interface Output {
  readonly record: CommandRecord
  /** Bytes of the stream before these. Later than asked for where some are gone. */
  readonly offset: number
  readonly bytes: Buffer
}

/** A session's commands after a number, oldest first: of its agent while it runs, and as they were kept afterwards. */
export async function listCommands(
  plane: Plane,
  session: Session,
  { after, limit }: { after: number; limit: number },
): Promise<readonly CommandRecord[]> {
  const before = commandsBefore(session)
  const earlier = after < before ? await storedAfter(plane, session, { after, limit }) : []
  const page = { after: Math.max(0, after - before), limit: limit - earlier.length }
  if (session.status === 'running' && page.limit === 0) return earlier
  return fromAgent(
    plane,
    session,
    async (agent) => [
      ...earlier.filter(({ number }) => number <= before),
      ...(await agent.commands(page)).map((record) => numbered(record, before)),
    ],
    () => storedAfter(plane, session, { after, limit }),
  )
}

const numbered = (record: CommandRecord, before: number): CommandRecord => ({
  ...record,
  number: before + record.number,
})

export async function findCommand(plane: Plane, session: Session, number: number) {
  const [found] = await listCommands(plane, session, { after: number - 1, limit: 1 })
  if (found?.number === number) return found
  throw noCommand(number)
}

/** What a command said from an offset on, as much as one answer holds; empty at the end of what there is. */
export const outputOf = (
  plane: Plane,
  session: Session,
  of: { number: number; stream: StreamName; offset: number },
): Promise<Output> => {
  const before = commandsBefore(session)
  if (of.number <= before) return storedOutput(plane, session, of)
  return fromAgent(
    plane,
    session,
    async (agent) => {
      const { record, span } = await agent.output({ ...of, number: of.number - before })
      const bytes = Buffer.from(span.base64, 'base64')
      return { record: numbered(record, before), offset: span.offset, bytes }
    },
    () => storedOutput(plane, session, of),
  )
}

type Agent = ReturnType<Plane['agent']>

async function fromAgent<T>(
  plane: Plane,
  session: Session,
  ask: (agent: Agent) => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  if (session.status !== 'running') return otherwise()
  try {
    return await ask(plane.agent(session.backend, session.id))
  } catch (cause) {
    if (cause instanceof AgentUnreachable) return otherwise()
    if (cause instanceof ConnectError && cause.code === 'not_found') {
      throw new Fault('not_found', cause.message, { cause })
    }
    throw cause
  }
}

async function storedAfter(
  { db, clock }: Plane,
  { id }: Session,
  { after, limit }: { after: number; limit: number },
): Promise<readonly CommandRecord[]> {
  const { docs } = await db
    .collection(commands.name)
    .orderBy(FieldPath.documentId())
    .startAt(commandId(id, after + 1))
    .endBefore(`${id}.~`)
    .limit(limit)
    .get()
  const now = clock.now()
  return docs
    .map((document) => commands.schema.parse(document.data()))
    .filter(({ keep_until: keepUntil }) => keepUntil > now)
}

async function storedOutput(
  plane: Plane,
  { id }: Session,
  { number, stream, offset }: { number: number; stream: StreamName; offset: number },
): Promise<Output> {
  const { db, clock } = plane
  const record = await read(db, commands, commandId(id, number))
  if (!record || record.keep_until <= clock.now()) throw noCommand(number)
  const kept = await read(db, outputs, outputId(id, number, stream))
  const next = kept?.spans
    .map((span) => ({ offset: span.offset, bytes: Buffer.from(span.base64, 'base64') }))
    .find((span) => span.offset + span.bytes.length > offset)
  if (next && next.offset <= offset) {
    return { record, offset, bytes: next.bytes.subarray(offset - next.offset) }
  }
  // Between the head and the tail that are in the document is what the bucket has.
  const long = await longFrom(plane, record, stream, offset)
  if (long) return { record, offset, bytes: long }
  if (next) return { record, ...next }
  return { record, offset: Math.max(offset, record[`${stream}Bytes`]), bytes: Buffer.alloc(0) }
}

const noCommand = (number: number) => new Fault('not_found', `no command ${number} in this session`)
