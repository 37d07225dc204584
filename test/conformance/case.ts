import type { Ground } from './ground.ts'

export type { Ground }

/** Passes where the backend can do it. `session` is one that runs, for all cases that do it no harm. */
export type Proof = (ground: Ground, session: string) => Promise<void>

/** Passes where what the backend cannot do is refused. */
export type Refusal = (ground: Ground) => Promise<void>

export interface Case {
  /** Null while no backend claims it: the first that does brings its proof. */
  readonly proof: Proof | null
  /** Null where there is no way to ask for it. */
  readonly refusal: Refusal | null
  /** It moves the control plane's clock on, which boxes do not share: others are to come before it. */
  readonly movesClock?: true
}
