import { Socket } from 'node:net'
import type { Hear, Input, Link } from './link.ts'
import { PipeOutput } from './output.ts'

/** A command on three pipes. Given are our ends of them. */
export class Piped implements Link {
  readonly input: PipeInput | null
  readonly #stdout: number
  readonly #stderr: number

  constructor(ours: { stdin: number | null; stdout: number; stderr: number }) {
    this.input = ours.stdin === null ? null : new PipeInput(ours.stdin)
    this.#stdout = ours.stdout
    this.#stderr = ours.stderr
  }

  outputs(hear: Hear): readonly PipeOutput[] {
    return [
      new PipeOutput(this.#stdout, hear('stdout')),
      new PipeOutput(this.#stderr, hear('stderr')),
    ]
  }
}

class PipeInput implements Input {
  readonly #socket: Socket

  constructor(descriptor: number) {
    this.#socket = new Socket({ fd: descriptor, readable: false, writable: true })
    // A command that does not read what it is sent is no failure of ours.
    this.#socket.on('error', () => undefined)
  }

  get isOpen(): boolean {
    return this.#socket.writable
  }

  get waitingBytes(): number {
    return this.#socket.writableLength
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((written, failed) => {
      this.#socket.write(bytes, (error) => (error ? failed(error) : written()))
    })
  }

  end(): void {
    this.#socket.end()
  }

  discard(): void {
    this.#socket.destroy()
  }
}
