import type { Table } from './table.ts'

/** What a run gives its benches. */
export interface Run {
  /** Few rounds: to see that a bench works, not what it says. */
  readonly isQuick: boolean
  /** The number of rounds, or a fifth of it in a quick run. */
  rounds(count: number): number
  /** Done when the bench is over, however it ends, last first. */
  ending(step: () => unknown): void
}

export interface Bench {
  readonly summary: string
  run(run: Run): Promise<readonly Table[]>
}
