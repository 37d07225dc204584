import type * as z from 'zod'
import type { Session as SessionSchema } from '../../../shared/contract/session.ts'

export type Session = z.output<typeof SessionSchema>

/** How a route fails when it is asked next. */
export type Failure =
  | { readonly how: 'problem'; readonly status: number; readonly retryAfter?: number }
  | { readonly how: 'page'; readonly status: number }
  /** The connection closes: before the work, or after it. */
  | { readonly how: 'dropped' | 'answer lost' }
  /** A stream stops after so many lines, with or without the goodbye of HTTP. */
  | { readonly how: 'cut' | 'ended early'; readonly lines: number }
  /** An answer of another version of the server. */
  | { readonly how: 'foreign'; readonly body: unknown }

export interface Asked {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: unknown
  readonly body: unknown
}

/** All that the stand-in knows, open for tests to look into and to change. */
export interface World {
  key: string
  startMs: number
  deleteMs: number
  availableMicros: number
  readonly sessions: Map<string, Session>
  readonly madeWith: Map<string, Session>
  readonly asked: Asked[]
  readonly failures: Map<string, Failure[]>
}

export const newWorld = (): World => ({
  key: 'pp-standin-key',
  startMs: 0,
  deleteMs: 0,
  availableMicros: 1_500_000,
  sessions: new Map(),
  madeWith: new Map(),
  asked: [],
  failures: new Map(),
})
