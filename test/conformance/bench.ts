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
  /** Ends all of it; the world that used it is closed by then. */
  close(): Promise<void>
}
