/** What joins us to a command: pipes, or a terminal. */
export interface Link {
  /** `null` where the command was started without any. */
  readonly input: Input | null
  /** What it says, each stream told to its own listener from `listen` on. */
  outputs(hear: Hear): readonly Output[]
}

export type Hear = (stream: 'stdout' | 'stderr') => (bytes: Buffer) => void

/** Where a command is told something. */
export interface Input {
  readonly isOpen: boolean
  /** Bytes that were written and not taken yet. */
  readonly waitingBytes: number
  /** Settles when the command has been given the bytes. */
  write(bytes: Buffer): Promise<void>
  /** Nothing more will be written; what was is still given. */
  end(): void
  /** The command is gone, and whatever it did not take with it. */
  discard(): void
}

/** Where a command says something. */
export interface Output {
  /** From now on it is heard as it is said. */
  listen(): void
  /** Settles when nobody can say more, or the time is over. What was said before the call is heard by then. */
  closed(withinMs: number): Promise<void>
}
