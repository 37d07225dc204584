import type { Verdict } from '../kit/emulated/verdict.ts'

/** What all seeds together came to. */
export interface Numbers {
  readonly sessions: number
  readonly overrunMicrosMax: number
  /** The most that an overrun may be: one second of the dearest session. */
  readonly overrunMicrosBound: number
  readonly orphansPerThousand: number
  readonly wrongCharges: number
  readonly stuckSessions: number
  readonly pauses: number
  readonly filesLostPerThousandPauses: number
  readonly outputBytesLost: number
}

export function numbersOf(verdicts: readonly Verdict[]): Numbers {
  const sum = (of: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0)
  const sessions = sum((verdict) => verdict.sessions)
  const pauses = sum((verdict) => verdict.pauses)
  return {
    sessions,
    overrunMicrosMax: Math.max(0, ...verdicts.map(({ overrunMicrosMax }) => overrunMicrosMax)),
    overrunMicrosBound: Math.max(0, ...verdicts.map(({ secondMicrosMax }) => secondMicrosMax)),
    orphansPerThousand: (sum(({ orphans }) => orphans) * 1_000) / Math.max(1, sessions),
    wrongCharges: sum((verdict) => verdict.wrongCharges),
    stuckSessions: sum(({ stuck }) => stuck),
    pauses,
    filesLostPerThousandPauses: (sum(({ filesLost }) => filesLost) * 1_000) / Math.max(1, pauses),
    outputBytesLost: sum(({ outputBytesLost }) => outputBytesLost),
  }
}

export const isInBounds = (numbers: Numbers): boolean =>
  numbers.overrunMicrosMax <= numbers.overrunMicrosBound &&
  numbers.orphansPerThousand === 0 &&
  numbers.wrongCharges === 0 &&
  numbers.stuckSessions === 0 &&
  numbers.filesLostPerThousandPauses === 0 &&
  numbers.outputBytesLost === 0

/** The six numbers in a line. */
export const line = (numbers: Numbers): string =>
  [
    `maximum overrun ${(numbers.overrunMicrosMax / 1e6).toFixed(6)} credits (a second costs up to ${(numbers.overrunMicrosBound / 1e6).toFixed(6)})`,
    `orphans per 1,000 sessions ${numbers.orphansPerThousand}`,
    `double or lost charges ${numbers.wrongCharges}`,
    `files lost per 1,000 pauses ${numbers.filesLostPerThousandPauses}`,
    `stuck sessions ${numbers.stuckSessions}`,
    `output bytes lost ${numbers.outputBytesLost}`,
  ].join(' · ')
