import { accounts } from '../accounts/account.ts'
import { strays } from '../archives/tidy.ts'
import { verifyAudit } from '../audit/verify.ts'
import { type Collection, read } from '../firestore/collection.ts'
import { auditBooks } from '../ledger/audit.ts'
import { deadLetters } from '../outbox/deadLetter.ts'
import { outbox } from '../outbox/line.ts'
import type { Plane } from '../plane.ts'
import { plusSeconds } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { allWarmBoxes } from '../pools/store.ts'
import type { Observed } from '../providers/provider.ts'
import { type Session, sessions } from '../sessions/session.ts'
import { isOver } from '../sessions/states.ts'
import { unfinished } from '../sessions/store.ts'
import type { Illness } from './illness.ts'

/** All that is wrong and that the schedules have not put right yet. It reads everything: for people, not for requests. */
export async function examine(plane: Plane): Promise<readonly Illness[]> {
  const found = await Promise.all([
    orphans(plane),
    stuckSessions(plane),
    unsentLines(plane),
    unbalancedHolds(plane),
    unsoundBooks(plane),
    unsoundLog(plane),
    unreadLetters(plane),
    strayObjects(plane),
  ])
  return found.flat()
}

/** Boxes that no session has and no pool keeps. */
async function orphans(plane: Plane): Promise<readonly Illness[]> {
  const found: Illness[] = []
  const waiting = new Set((await allWarmBoxes(plane.db)).map(({ id }) => id))
  for (const provider of Object.values(plane.providers)) {
    for (const { sessionId } of await provider.list()) {
      if (waiting.has(sessionId)) continue
      const session = await readOne(plane, sessionId)
      if (session && !isOver(session.status)) continue
      const problem = `${provider.name} has a box; ${session ? `the session is ${session.status}` : 'there is no such session'}`
      found.push({ kind: 'orphan', id: sessionId, problem, can_mend: true })
    }
  }
  return found
}

/** Sessions that are on their way for longer than any way takes, or that run without a box. */
async function stuckSessions(plane: Plane): Promise<readonly Illness[]> {
  const found: Illness[] = []
  for (const session of await unfinished(plane.db)) {
    const problem =
      session.status === 'running'
        ? whyNotRunning(await plane.providers[session.backend].observe(session.id))
        : whyStuck(session, plane.clock.now())
    if (problem) found.push({ kind: 'stuck_session', id: session.id, problem, can_mend: true })
  }
  return found
}

const whyNotRunning = (observed: Observed) =>
  observed.state === 'running' ? undefined : `running, and its box is ${observed.state}`

function whyStuck({ status, events }: Session, now: string): string | undefined {
  const since = events.at(-1)?.at ?? now
  const isLate = plusSeconds(since, limits.provisioningSecondsMax) <= now
  return isLate ? `${status} since ${since}` : undefined
}

async function unsentLines(plane: Plane): Promise<readonly Illness[]> {
  const before = plusSeconds(plane.clock.now(), -limits.outboxAbandonedSeconds)
  const lines = await readAll(plane, outbox)
  return lines
    .filter((line) => line.created_at <= before)
    .map(({ id, command, created_at: at }) => ({
      kind: 'unsent_line' as const,
      id,
      problem: `${Object.values(command).join(' ')}, saved at ${at}, was told to nobody`,
      can_mend: true,
    }))
}

/** Credits held for a session that is over or never was, and sessions that nothing is held for. */
async function unbalancedHolds(plane: Plane): Promise<readonly Illness[]> {
  const found: Illness[] = []
  const kind = 'unbalanced_hold'
  const metered = new Set<string>()
  for (const account of await readAll(plane, accounts)) {
    for (const [id, { held }] of Object.entries(account.live)) {
      metered.add(id)
      const session = await readOne(plane, id)
      if (session && !isOver(session.status)) continue
      const problem = `${account.id} holds ${held} for a session that is ${session?.status ?? 'not there'}`
      found.push({ kind, id, problem, can_mend: true })
    }
  }
  const unmetered = (await unfinished(plane.db)).filter(({ id }) => !metered.has(id))
  for (const { id, status } of unmetered) {
    found.push({ kind, id, problem: `${status}, and nothing is held for it`, can_mend: false })
  }
  return found
}

/** Books are never mended by a machine: an entry is not changed, and an adjustment has a person's reason. */
async function unsoundBooks(plane: Plane): Promise<readonly Illness[]> {
  const { findings } = await auditBooks(plane.db)
  return findings.map(({ accountId: id, problem }) => ({
    kind: 'unsound_books',
    id,
    problem,
    can_mend: false,
  }))
}

/** What was tampered with stays as evidence. */
async function unsoundLog({ db }: Plane): Promise<readonly Illness[]> {
  const { findings } = await verifyAudit(db)
  return findings.map(({ chain: id, problem }) => ({
    kind: 'unsound_log',
    id,
    problem,
    can_mend: false,
  }))
}

async function unreadLetters(plane: Plane): Promise<readonly Illness[]> {
  return (await readAll(plane, deadLetters)).map(({ id, command, at }) => ({
    kind: 'dead_letter',
    id,
    problem: `${command.verb} ${command.session_id} was given up at ${at}`,
    can_mend: true,
  }))
}

async function strayObjects(plane: Plane): Promise<readonly Illness[]> {
  const problem = 'is stored, and belongs to no archive'
  return (await strays(plane)).map((id) => ({ kind: 'stray_object', id, problem, can_mend: true }))
}

async function readAll<T extends object>({ db }: Plane, from: Collection<T>): Promise<T[]> {
  const { docs } = await db.collection(from.name).get()
  return docs.map((document) => from.schema.parse(document.data()))
}

const readOne = ({ db }: Plane, id: string) => read(db, sessions, id)
