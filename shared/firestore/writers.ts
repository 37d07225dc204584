import * as z from 'zod'

/**
 * Who writes a hot document while several processes do. It is kept in the document itself, so that each
 * write tells the others for nothing; a document that one process writes has none of it.
 */
export const Writers = z.record(
  z.string(),
  z.object({
    /** When its turn began, in microseconds of Firestore's clock. */
    at: z.number(),
    /** How long it takes over one commit, in milliseconds. */
    ms: z.number(),
  }),
)
export type Writers = Readonly<z.output<typeof Writers>>
type Writer = Writers[string]

export const noWriters: Writers = {}

/** The field of the document that holds them. No schema names it, so nobody else sees it. */
export const writersField = '_writers'

/**
 * Whether one of them may write at a moment, and if not, from when on; and when to look how far it is.
 * The turn goes around by name from whoever has it. Those before us that do not take theirs are waited
 * for, but not long: they have nothing to write, or are no more.
 */
export function turnOf(writers: Writers, me: string, now: number): 'ours' | Turn {
  const ring = new Map(lately(writers, now))
  const [holder] = [...ring].sort(([, one], [, other]) => other.at - one.at)
  ring.set(me, ring.get(me) ?? { at: 0, ms: 0 })
  if (!holder || ring.size === 1) return 'ours'
  const [name, { at }] = holder
  const turnMicros = (roundMs * 1_000) / ring.size
  const ends = at + turnMicros
  if (name === me && now + (ring.get(me)?.ms ?? 0) * 1_000 < ends) return 'ours'
  const before = between([...ring.keys()].sort(), name, me).flatMap((one) => ring.get(one) ?? [])
  const graceMs = before.reduce((sum, { ms }) => sum + patience * Math.max(ms, graceMsMin), 0)
  return { from: ends + graceMs * 1_000, lookAt: ends + before.length * turnMicros * lookShare }
}

export interface Turn {
  readonly from: number
  readonly lookAt: number
}

/** What the next version of the document says when we write it. */
export function writersAfter(writers: Writers, me: string, ms: number, now: number): Writers {
  const others = lately(writers, now).filter(([name]) => name !== me)
  if (others.length === 0) return noWriters
  const began = turnOf(writers, me, now) === 'ours' ? writers[me]?.at : undefined
  return { ...Object.fromEntries(others), [me]: { at: began ?? Math.round(now), ms } }
}

/** How one that is not among them, or takes longer than they know, gets there: behind the holder, if there is one. */
export function knockOf(writers: Writers, me: string, ms: number, now: number): Writer | undefined {
  const ring = new Map(lately(writers, now))
  const mine = ring.get(me)
  if (mine && mine.ms * 2 > ms) return undefined
  const newest = Math.max(...[...ring.values()].map(({ at }) => at))
  return { at: mine?.at ?? (ring.size > 0 ? newest - 1 : Math.round(now)), ms }
}

const lately = (writers: Writers, now: number) =>
  Object.entries(writers).filter(([, { at }]) => at >= now - memoryMicros)

/** Those who come after one and before another, around the ring. */
function between(ring: readonly string[], one: string, other: string): readonly string[] {
  const next = ring.indexOf(one) + 1
  const turns = [...ring.slice(next), ...ring.slice(0, next)]
  return turns.slice(0, turns.indexOf(other))
}

/** Everybody's turn comes once in about so long. */
const roundMs = 200
const memoryMicros = 2_000_000
const patience = 4
const graceMsMin = 5
const lookShare = 0.4
