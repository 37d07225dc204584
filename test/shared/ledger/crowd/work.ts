import type { Act } from '../model/acts.ts'

export const processCount = 8
export const operationCount = 2_000

/** What one of the processes does: its own share, and some of its neighbour's too. */
export function shareOf(process: number): readonly number[] {
  const size = operationCount / processCount
  const own = Array.from({ length: size }, (_, n) => process * size + n)
  const neighbours = own.map((n) => (n + size) % operationCount).filter((n) => n % 9 === 0)
  return [...own, ...neighbours]
}

/** The operation of a number, the same in each process that is told to do it. */
export function operation(n: number): { act: Act; at: number } {
  const moment = sessionMoments[n % 10]
  if (moment)
    return { act: moment(`s${Math.floor(n / 10)}`), at: Math.floor(n / 10) + (n % 10) * 40 }
  const kind = moves[n % 10] ?? 'grant'
  const micros = (1_000 + ((n * 7_919) % 5_000)) * (kind === 'adjust' ? -1 : 1)
  return { act: { kind, id: `move-${n}`, micros, until: null }, at: n }
}

const moves = ['grant', 'storage', 'purchase', 'adjust', 'storage', 'reverse'] as const

/** The last four of ten: a session's life. */
const sessionMoments: readonly (((session: string) => Act) | undefined)[] = [
  ...moves.map(() => undefined),
  (session) => ({ kind: 'open', session, rate: 45_000, fee: 0, ttl: 600 }),
  (session) => ({ kind: 'begin', session }),
  (session) => ({ kind: 'renew', session }),
  (session) => ({ kind: 'close', session }),
]
