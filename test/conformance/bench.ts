import type { CapabilityName } from '../../shared/contract/providers.ts'

/** How a backend is tried here. */
export interface Bench {
  /** Why it cannot be on this machine; null where it can. */
  missing(): string | null
  /** Brings up what it runs on; `CannotRaise` where this machine turns out not to let it. */
  raise(): Promise<Raised>
}

/** A reason to skip, not a failure. */
export class CannotRaise extends Error {
  override readonly name = 'CannotRaise'
}

export interface Raised {
  /** How a control plane is told of it, as an environment. */
  readonly settings: Readonly<Record<string, string>>
  /** What boxes raised in this way cannot do of what others of their backend can, and why. */
  readonly lacks?: Readonly<Partial<Record<CapabilityName, string>>>
  /** Where boxes that may go out are tried. */
  readonly network?: TriedNetwork
  /** Ends all of it; the world that used it is closed by then. */
  close(): Promise<void>
}

export interface TriedNetwork {
  /** Answers on port 80, and is the internet to a box. */
  readonly internet: string
  /** What answers on port 80, too, and no box may reach. */
  readonly closed: Readonly<Record<string, string>>
  /** Whether the machine that boxes run on reaches an address: what it does not reach proves nothing. */
  reaches(address: string): Promise<boolean>
}
