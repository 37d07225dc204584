import * as z from 'zod'
import type { providers } from './session.ts'

/** Backends that have a worker. A backend added here needs its worker before anything compiles. */
export const backends = ['local'] as const satisfies readonly (typeof providers)[number][]
export type Backend = (typeof backends)[number]

/** What a worker is told to make true. It carries no state: the worker reads the session. */
export const SessionCommand = z.object({
  verb: z.enum(['start', 'stop']),
  backend: z.enum(backends),
  session_id: z.string(),
})
export type SessionCommand = z.output<typeof SessionCommand>

export const topics = {
  'session-commands': { message: SessionCommand, deadLetter: 'session-commands-dead' },
} as const
export type Topic = keyof typeof topics

/** One line a worker: its filtered push subscription, how often it is tried, where it ends when it never works. */
export interface Subscription {
  readonly topic: Topic | (typeof topics)[Topic]['deadLetter']
  /** Every attribute named here must be equal. */
  readonly filter: Readonly<Record<string, string>>
  readonly worker: string
  readonly ackDeadlineSeconds: number
  readonly deliveriesMax: number
  readonly backoffSecondsMin: number
  readonly backoffSecondsMax: number
}

const pushed = {
  ackDeadlineSeconds: 60,
  deliveriesMax: 8,
  backoffSecondsMin: 1,
  backoffSecondsMax: 60,
} as const

export const subscriptions = {
  'session-commands-local': {
    ...pushed,
    topic: 'session-commands',
    filter: { backend: 'local' },
    worker: 'local',
  },
  'session-commands-dead-letters': {
    ...pushed,
    topic: 'session-commands-dead',
    filter: {},
    worker: 'deadLetters',
  },
} as const satisfies Readonly<Record<string, Subscription>>

export type WorkerName = (typeof subscriptions)[keyof typeof subscriptions]['worker']
