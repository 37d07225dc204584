import type { Readable } from 'node:stream'
import type { KeptCommand, StreamName } from '../agents/history.ts'
import type { Backend } from '../contract/topics.ts'
import type { Instant } from '../platform/clock.ts'

/**
 * A backend: a few verbs over boxes. A box is the isolated place one session runs in, with our agent inside.
 * Every verb may be called twice, late, or be cut in the middle; none reads or writes our database.
 */
export interface Provider {
  readonly name: Backend
  /**
   * Makes the box run and answers once its agent does. A box that already runs is answered as it is.
   * A box that has ended does not start again: it is answered with `BoxEnded`. With `warm` that box
   * becomes this one; where it cannot, it is destroyed and this one is made from nothing. One of an earlier
   * turn gives way; one of a later is left alone, and the call is a fault. What the backend will not run is `BoxRefused`.
   * `tell` hears of what takes long on the way.
   */
  start(spec: BoxSpec, tell?: Tell): Promise<Started>
  /**
   * Ends the box (SIGTERM to all, grace, then destroys it) and frees all it used. Nothing there: nothing done.
   * A box of a later turn than the one that is meant stays; without a turn whatever is there is meant.
   * `keep` is given what its commands left, when they have ended and before that goes; if it fails the box stays,
   * ended, for the next call.
   */
  stop(
    sessionId: string,
    graceSeconds: number,
    of?: { readonly turn?: number; readonly keep?: Keep },
  ): Promise<void>
  observe(sessionId: string): Promise<Observed>
  /** Where the agent of a box listens. */
  address(sessionId: string): AgentAddress
  /** Every box this backend has, running or not yet cleaned up. */
  list(): Promise<readonly Box[]>
  /** Null where the files of a box cannot be had: `capabilities` says so too. */
  readonly files: BoxFiles | null
  /** Gives back what this process holds to reach boxes, if anything. The boxes stay as they are. */
  close?(): void
}

/** Of a type that is the name of an event, with what there is to say. */
export type Tell = (type: string, data: Readonly<Record<string, unknown>>) => void

/** The user's files of a box, as one tar archive whose owner is nobody in particular. */
export interface BoxFiles {
  /**
   * Freezes the box, gives `take` its files, and leaves it frozen: until `by` thaws it, or it is stopped, nothing in it runs,
   * its agent and the end of its lease included. What `take` made of an archive that was cut short is thrown away with
   * the fault. `by` names who wants it to stand still, a pause or a snapshot: there may be several.
   */
  capture<T>(
    sessionId: string,
    by: string,
    take: (tar: Readable) => Promise<T>,
  ): Promise<Captured<T>>
  /** Lets a frozen box go on once nobody wants it to stand still. One that is not frozen, or not there, is left as it is. */
  thaw(sessionId: string, by: string): Promise<void>
  /**
   * Brings files into a box of this turn in which nothing of the user's runs yet. They are the user's afterwards. Once in a
   * box: told again, it changes nothing, since the user may have.
   */
  restore(sessionId: string, turn: number, tar: () => Promise<Readable>): Promise<void>
}

export interface Captured<T> {
  readonly taken: T
  /** Paths of what is no file and cannot be kept: sockets. */
  readonly skipped: readonly string[]
}

/** A command as its box left it. */
export interface LeftCommand extends KeptCommand {
  /** What the box's disk still has of a stream that was longer than what is kept of it: one run of bytes. */
  longer(stream: StreamName): Promise<LongOutput | null>
}

export interface LongOutput {
  /** Bytes of the stream before these. */
  readonly offset: number
  /** From there on, so many of them at the most. */
  open(bytesMax: number): Readable
}

/** May be called again with the same commands. */
export type Keep = (commands: AsyncIterable<LeftCommand>) => Promise<void>

export interface BoxSpec {
  readonly sessionId: string
  /** Which of its session's boxes this is: whoever is late with an earlier one does it no harm. 0 unless said. */
  readonly turn?: number | undefined
  readonly accountId: string
  /** Whose identity it has in the cloud; null where it belongs to none. */
  readonly workspaceId?: string | null
  /** What a backend that can mount it shows at `mountPaths`. */
  readonly storage?: BoxStorage | null
  readonly template: 'base' | 'python' | 'nodejs' | 'go'
  /** What it reaches: nothing, or the internet and no private network. What its backend gives unless said. */
  readonly network?: BoxNetwork | null
  /** For every process in the box. */
  readonly env: Readonly<Record<string, string>>
  readonly cpuMillis: number
  readonly memoryMb: number
  readonly diskMb: number
  /** One of this kind, where it is asked for. */
  readonly gpu?: 'nvidia-l4' | undefined
  /** From the call on: what a slow start takes of it is gone, so that no box outlives what is paid. */
  readonly leaseSeconds: number
  /** Between SIGTERM and SIGKILL at the end of the lease. */
  readonly stopGraceSeconds?: number | undefined
  /** What the agent asks of its callers. */
  readonly agentKey: string
  /** A box that was started for nobody yet, of the same shape, to become this one if it still can. */
  readonly warm?: { readonly boxId: string; readonly agentKey: string }
}

export type BoxNetwork = 'none' | 'outgoing'

export interface BoxStorage {
  /** A Cloud Storage bucket. */
  readonly bucket?: string | undefined
  /** An NFS share. */
  readonly filestore?: { readonly ip: string; readonly share: string } | undefined
}

/** Where a box finds its storage. */
export const mountPaths = { bucket: '/mnt/bucket', filestore: '/mnt/filestore' } as const

export interface Started {
  /** When the agent began to run, by its own clock: the first billed moment. */
  readonly startedAt: Instant
  /** What the user may want to know about the box; becomes the session's `details`. */
  readonly details: Readonly<Record<string, unknown>>
}

export type EndCause = 'lease' | 'oom' | 'lost' | 'stopped'

export type Observed =
  | { readonly state: 'absent' }
  | { readonly state: 'running' }
  | { readonly state: 'ended'; readonly cause: EndCause; readonly endedAt: Instant }

export interface Box {
  readonly sessionId: string
  readonly accountId: string
  readonly turn: number
  readonly startedAt: Instant
  readonly observed: Observed
  /** Who wants it to stand still: while there is anyone, it is frozen. */
  readonly heldBy: readonly string[]
}

export type AgentAddress =
  | { readonly socketPath: string }
  | { readonly url: string }
  /** Behind a front that asks who calls, and that passes no connection on but HTTP's and WebSockets. */
  | { readonly behind: () => Promise<Front> }

export interface Front {
  readonly url: string
  /** What proves the caller to it. */
  readonly headers: Readonly<Record<string, string>>
}

/** Somebody else is at the files of the box, and not done for long: it is to be tried again later. */
export class BoxBusy extends Error {
  override readonly name = 'BoxBusy'
}

/** The backend will not run the box, now or ever: it is out of room, its circuit is open, there is no such image. */
export class BoxRefused extends Error {
  override readonly name = 'BoxRefused'
  /** Whether the same backend may yet take it, if nobody else does. */
  readonly isPassing: boolean

  constructor(
    why: string,
    { isPassing = false, ...more }: { isPassing?: boolean; cause?: unknown } = {},
  ) {
    super(why, more)
    this.isPassing = isPassing
  }
}

/** The box ended before or while it started; starting it again is refused. */
export class BoxEnded extends Error {
  override readonly name = 'BoxEnded'
}
