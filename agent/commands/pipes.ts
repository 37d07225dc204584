import { closeSync, constants, openSync, unlinkSync } from 'node:fs'
import { PipeNames } from './names.ts'

/** A pipe of which one end is ours, and never blocks us; the other is for a command. */
export interface Pipe {
  readonly ours: number
  readonly theirs: number
}

/**
 * Pipes for commands. Node gives its children sockets, and `echo oops >/dev/stderr` fails on a socket;
 * it cannot make pipes, so these are named ones, each used once and unnamed as it is opened.
 */
export class Pipes {
  readonly #names: PipeNames

  constructor(directory: string) {
    this.#names = new PipeNames(directory)
  }

  /** For what a command says. */
  async outward(): Promise<Pipe> {
    const name = await this.#names.take()
    const ours = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK)
    const theirs = openSync(name, constants.O_WRONLY)
    unlinkSync(name)
    return { ours, theirs }
  }

  /** For what a command is told. */
  async inward(): Promise<Pipe> {
    const name = await this.#names.take()
    // The kernel opens one end only when the other is open, and this opens both.
    const both = openSync(name, constants.O_RDWR)
    const theirs = openSync(name, constants.O_RDONLY)
    const ours = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK)
    closeSync(both)
    unlinkSync(name)
    return { ours, theirs }
  }
}
