import * as z from 'zod'
import type { providers } from './session.ts'

/** Backends that have a worker. A backend added here needs its worker before anything compiles. */
export const backends = [
  'local',
  'docker',
  'cloud_run',
  'gke',
] as const satisfies readonly (typeof providers)[number][]
export type Backend = (typeof backends)[number]

/** What a worker is told to make true. It carries no state: the worker reads the session. */
export const SessionCommand = z.object({
  verb: z.enum(['start', 'stop', 'pause', 'resume', 'snapshot']),
  backend: z.enum(backends),
  session_id: z.string(),
})
export type SessionCommand = z.output<typeof SessionCommand>

/** A workspace whose identity is not what it should be. What that is, the worker reads from the workspace. */
export const WorkspaceCommand = z.object({ workspace_id: z.string() })
export type WorkspaceCommand = z.output<typeof WorkspaceCommand>

/** A letter that waits to be sent. */
export const MailCommand = z.object({ mail_id: z.string() })
export type MailCommand = z.output<typeof MailCommand>

/** A share of the accounts. It says where to look, not what to do: told again, late or never, nothing is lost. */
export const SweepBatch = z.object({ shard: z.int().min(0) })
export type SweepBatch = z.output<typeof SweepBatch>

export const topics = {
  'session-commands': { message: SessionCommand, deadLetter: 'session-commands-dead' },
  // The job finds what is still not as it should be, so a dead one is missed by nobody.
  'workspace-commands': { message: WorkspaceCommand, deadLetter: null },
  mails: { message: MailCommand, deadLetter: null },
  // The next tick finds what no batch came to, so a dead one is missed by nobody.
  'sweep-batches': { message: SweepBatch, deadLetter: null },
} as const
export type Topic = keyof typeof topics

/** One line a worker: its filtered push subscription, how often it is tried, where it ends when it never works. */
export interface Subscription {
  readonly topic: Topic | NonNullable<(typeof topics)[Topic]['deadLetter']>
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
  'session-commands-docker': {
    ...pushed,
    topic: 'session-commands',
    filter: { backend: 'docker' },
    worker: 'docker',
  },
  'session-commands-cloud-run': {
    ...pushed,
    topic: 'session-commands',
    filter: { backend: 'cloud_run' },
    worker: 'cloudRun',
    // A service takes seconds to come up, and longer where its region is slow.
    ackDeadlineSeconds: 180,
  },
  'session-commands-gke': {
    ...pushed,
    topic: 'session-commands',
    filter: { backend: 'gke' },
    worker: 'gke',
  },
  'sweep-batches': { ...pushed, topic: 'sweep-batches', filter: {}, worker: 'sweep' },
  'workspace-commands': {
    ...pushed,
    topic: 'workspace-commands',
    filter: {},
    worker: 'workspaces',
  },
  mails: { ...pushed, topic: 'mails', filter: {}, worker: 'mails' },
  'session-commands-dead-letters': {
    ...pushed,
    topic: 'session-commands-dead',
    filter: {},
    worker: 'deadLetters',
  },
} as const satisfies Readonly<Record<string, Subscription>>

export type WorkerName = (typeof subscriptions)[keyof typeof subscriptions]['worker']
