import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../sdk/client.ts'
import type { Output } from '../shared/contract/route.ts'
import type { create as route } from '../shared/contract/sessions.ts'
import { Failure } from './failure.ts'
import { during } from './progress.ts'
import type { bodyOf } from './wish.ts'

export type Session = Output<typeof route>

/** Never given up half-way: only its answer says which session there is to delete. */
export const create = ({ sessions }: Client, body: ReturnType<typeof bodyOf>, isQuiet?: true) =>
  during('Making a session…', isQuiet, sessions.create({ body }))

/** Waits until the session runs. The server gives up on one that never does, so this ends. */
export async function started(
  client: Client,
  session: Session,
  signal: AbortSignal,
  isQuiet?: true,
) {
  signal.throwIfAborted()
  if (session.status === 'running') return
  const settled = await during('Starting it…', isQuiet, settles(client, session, signal))
  if (settled.status !== 'running') throw notRunning(settled)
}

async function settles({ sessions }: Client, made: Session, signal: AbortSignal) {
  let session = made
  while (session.status === 'provisioning') {
    await delay(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    session = await sessions.get({ params: { id: made.id }, signal })
  }
  return session
}

const pollMs = 500

export const notRunning = ({ id, status, reason }: Session) =>
  new Failure(
    'session_not_running',
    `session ${id} did not start: it is ${status}${reason ? ` (${reason})` : ''}`,
    { hint: `\`onmemos events ${id}\` says what happened.` },
  )
