import type { ServerResponse } from 'node:http'
import { type ConnectError, frame } from '../shared/agents/connect.ts'
import { writable } from '../shared/agents/writable.ts'

/** The streamed answer of a call: frames, each sent when the one before has left. */
export class Answer {
  readonly #response: ServerResponse
  #hasBegun = false

  constructor(response: ServerResponse) {
    this.#response = response
  }

  get isCut(): boolean {
    return this.#response.destroyed || this.#response.closed
  }

  onCut(listener: () => void): void {
    this.#response.once('close', listener)
  }

  /** Settles when the listener can take more. */
  async send(event: object): Promise<void> {
    if (this.isCut) return
    this.#begin()
    if (this.#response.write(frame(JSON.stringify(event)))) return
    await writable(this.#response)
  }

  /** Says that nothing happened, so that the listener can tell silence from death. */
  keepAlive(everySeconds: number, message: object = { event: { keepalive: {} } }): void {
    const timer = setInterval(() => {
      if (!this.#response.writableNeedDrain) void this.send(message)
    }, everySeconds * 1_000)
    this.onCut(() => clearInterval(timer))
  }

  end(error?: ConnectError): void {
    if (this.isCut) return
    this.#begin()
    const how = error ? { error: { code: error.code, message: error.message } } : {}
    this.#response.end(frame(JSON.stringify(how), true))
  }

  #begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    this.#response.writeHead(200, { 'content-type': 'application/connect+json' })
  }
}
