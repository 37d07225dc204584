import { chownSync, closeSync, constants, openSync } from 'node:fs'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Hear, Link } from '../commands/link.ts'
import type { Owner } from '../owner.ts'
import { TerminalInput } from './input.ts'
import { native } from './native.ts'
import { TerminalOutput } from './output.ts'

export interface Size {
  readonly cols: number
  readonly rows: number
}

/** A terminal: its one command speaks and is spoken to through it. */
export class Terminal implements Link {
  /** What the command opens. */
  readonly path: string
  readonly input: TerminalInput
  readonly #master: number
  /**
   * The command's end, held open by us too: between two of its processes, or before the first has
   * opened it, nobody else might, and the kernel would tell us that the terminal is gone.
   */
  readonly #held: number

  private constructor(path: string, master: number, held: number) {
    this.path = path
    this.#master = master
    this.#held = held
    this.input = new TerminalInput(master)
  }

  static open({ cols, rows }: Size, owner: Owner | null): Terminal {
    const { master, slave, pty } = native().open(cols, rows)
    masters.add(master)
    // Opened again, because what Node opens is not passed on to commands.
    const held = openSync(pty, constants.O_RDWR | constants.O_NOCTTY)
    closeSync(slave)
    // So that the command can open /dev/stdout and $(tty).
    if (owner) chownSync(pty, owner.uid, owner.gid)
    return new Terminal(pty, master, held)
  }

  /** Tells the foreground of the terminal too (SIGWINCH). */
  resize({ cols, rows }: Size): void {
    if (!this.input.isOpen) throw new ConnectError('not_found', 'the terminal has ended')
    native().resize(this.#master, cols, rows)
  }

  outputs(hear: Hear): readonly TerminalOutput[] {
    return [
      new TerminalOutput(hear('stdout'), {
        master: this.#master,
        held: this.#held,
        onClosed: () => masters.delete(this.#master),
      }),
    ]
  }

  /** For a terminal whose command did not start. */
  discard(): void {
    masters.delete(this.#master)
    closeSync(this.#master)
    closeSync(this.#held)
  }
}

/**
 * What a command gets from descriptor 3 on: nothing, and least of all our ends of the terminals, which the kernel
 * would pass on to it. A terminal hangs up only when nobody holds our end.
 */
export function withoutMasters(): ('ignore' | number)[] {
  if (masters.size === 0) return []
  nothing ??= openSync('/dev/null', 'r+')
  const length = Math.max(...masters) - 2
  return Array.from({ length }, (_, i) => (masters.has(i + 3) && nothing) || 'ignore')
}
let nothing: number | undefined

const masters = new Set<number>()
