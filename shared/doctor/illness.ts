/** What can be wrong, each with what cures it. */
export const illnesses = [
  'orphan',
  'stuck_session',
  'unsent_line',
  'unbalanced_hold',
  'unsound_books',
  'unsound_log',
  'dead_letter',
  'stray_object',
] as const

export interface Illness {
  readonly kind: (typeof illnesses)[number]
  /** Of the session, the outbox line, the account, the letter or the object. */
  readonly id: string
  readonly problem: string
  /** False where only a person can put it right. */
  readonly can_mend: boolean
}
