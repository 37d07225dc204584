import type { Table } from './table.ts'

/** What a run gives its benches. */
export interface Run {
  /** That many; in a quick run a fifth of it, which shows that a bench works and not what it says. */
  rounds(count: number): number
  /** Done when the bench is over, however it ends, last first. */
  ending(step: () => unknown): void
}

export interface Bench {
  readonly summary: string
  run(run: Run): Promise<readonly Table[]>
}
