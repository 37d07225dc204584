import type { WebSocket } from 'ws'
import { closeCodes } from '../shared/contract/shell.ts'
import { limits } from '../shared/platform/limits.ts'

/** A client's socket: sends no faster than it is read, notices when the client is gone, and takes messages in turn. */
export class Socket {
  readonly #ws: WebSocket
  readonly #gone = new AbortController()
  #heardAt = Date.now()
  #usedAt = Date.now()
  #buffered = 0

  constructor(ws: WebSocket) {
    this.#ws = ws
    const timer = setInterval(() => this.#beat(), limits.socketPingSeconds * 1_000)
    ws.on('pong', () => this.#hear())
    ws.on('error', () => undefined)
    ws.once('close', () => {
      clearInterval(timer)
      this.#gone.abort()
    })
  }

  /** Aborted when the client has left, or was left. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  onMessage(take: (message: Buffer) => void): void {
    this.#ws.on('message', (data) => {
      this.#hear()
      this.#usedAt = Date.now()
      take(Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer))
    })
  }

  /** Settles when the client can take more: at once, unless too much waits for it already. */
  send(message: string | Buffer): Promise<void> | undefined {
    const ws = this.#ws
    if (ws.readyState !== ws.OPEN) return undefined
    this.#usedAt = Date.now()
    if (ws.bufferedAmount < limits.socketBufferedBytesMax) {
      ws.send(message)
      return undefined
    }
    return new Promise((ready) => {
      const done = () => {
        this.gone.removeEventListener('abort', done)
        ready()
      }
      this.gone.addEventListener('abort', done)
      ws.send(message, done)
    })
  }

  /** Reads nothing more of the client until `resume`. */
  pause(): void {
    this.#ws.pause()
  }

  resume(): void {
    this.#hear()
    this.#ws.resume()
  }

  /** A client that does not answer the close is cut off. */
  close(code: number, reason: string): void {
    this.#ws.close(code, Buffer.from(reason).subarray(0, closeReasonBytesMax).toString())
  }

  cut(): void {
    this.#ws.terminate()
  }

  #hear(): void {
    this.#heardAt = Date.now()
  }

  #beat(): void {
    const ws = this.#ws
    const now = Date.now()
    // One that is behind but reads is there. One that is not read cannot be heard.
    if (ws.bufferedAmount !== this.#buffered || ws.isPaused) this.#hear()
    this.#buffered = ws.bufferedAmount
    if (now - this.#heardAt > limits.socketSilenceSecondsMax * 1_000) this.cut()
    else if (now - this.#usedAt < limits.socketIdleSecondsMax * 1_000) ws.ping()
    else this.close(closeCodes.idle, 'nothing was said for too long')
  }
}

/** WebSocket's own bound is 123. */
const closeReasonBytesMax = 120
