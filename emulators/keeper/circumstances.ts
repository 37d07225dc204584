import type { Surroundings } from '../google/search.ts'

export interface Circumstances extends Surroundings {
  readonly abandoned: AbortSignal
  readonly lost: (why: string) => void
}
