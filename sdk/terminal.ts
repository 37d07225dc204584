import {
  closeCodes,
  type Said,
  type ServerMessage,
  ServerMessage as ServerMessageSchema,
} from '../shared/contract/shell.ts'
import { ApiError, ConnectionError } from './errors.ts'
import { json } from './json.ts'

/** What a terminal needs of a WebSocket: the browser's is one, and that of `ws`. */
export interface TerminalSocket {
  send(text: string): void
  close(): void
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
}

export interface TerminalOptions {
  readonly terminal?: string
  /** Whether to open one where there is none; otherwise that is an error. */
  readonly open?: boolean
  /** What runs in a terminal that is opened; a login shell else. */
  readonly command?: string | undefined
  /** Without a size a terminal that is there keeps its own. */
  readonly cols?: number
  readonly rows?: number
}

export type Exit = Extract<ServerMessage, { type: 'exit' }>

export interface TerminalListener {
  /** In order, each byte once, whatever happens to connections. */
  output(bytes: Uint8Array): void
  /** Bytes of the terminal's output are gone: its journal is bounded. */
  lost?(bytes: number): void
  connected?(isAgain: boolean): void
  /** The connection broke or the server sent us on; it is tried again. */
  reconnecting?(): void
  /** What is told beside the terminal: `status`, `warning`, `session_ended`, `error`. */
  told?(message: ServerMessage): void
}

/**
 * A terminal of a session, over as many connections as it takes: each goes on at the byte where the one before
 * ended. `socket` makes a connection, or throws: an `ApiError` is final, all else is tried again for a minute.
 */
export class RemoteTerminal {
  readonly #socket: () => Promise<TerminalSocket>
  readonly #listener: TerminalListener
  readonly #name: string
  readonly #wish: TerminalOptions
  #size: { cols?: number | undefined; rows?: number | undefined }
  #current: TerminalSocket | undefined
  #isAttached = false
  #place: { pid: number; offset: number } | undefined
  #typed: Said[] = []
  #isLeft = false
  #leave: () => void = () => undefined

  constructor(
    socket: () => Promise<TerminalSocket>,
    { terminal = 'main', cols, rows, ...wish }: TerminalOptions,
    listener: TerminalListener,
  ) {
    this.#socket = socket
    this.#listener = listener
    this.#name = terminal
    this.#wish = wish
    this.#size = { cols, rows }
  }

  /** Runs until the terminal's program ends, and answers how; `undefined` when we left it. */
  async run(): Promise<Exit | undefined> {
    let failingSince: number | undefined
    for (let tries = 0; !this.#isLeft; tries++) {
      try {
        const socket = await this.#socket()
        failingSince = undefined
        const ending = await this.#serve(socket)
        if (ending !== 'again') return ending
        tries = 0
      } catch (cause) {
        if (cause instanceof ApiError) throw cause
        failingSince ??= Date.now()
        if (Date.now() - failingSince > giveUpMs) throw new ConnectionError(noWayBack, { cause })
      }
      this.#listener.reconnecting?.()
      await this.#pause(Math.min(100 * 2 ** tries, 3_000))
    }
    return undefined
  }

  type(bytes: Uint8Array | string): void {
    const input = { type: 'input', terminal: this.#name } as const
    for (const part of partsOf(bytes)) {
      this.#say(
        typeof part === 'string' ? { ...input, data: part } : { ...input, base64: base64(part) },
      )
    }
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows }
    // The next connection says it with its attach.
    if (this.#isAttached) this.#say({ type: 'resize', terminal: this.#name, cols, rows })
  }

  /** Asks for a `status`. */
  ask(): void {
    if (this.#isAttached) this.#say({ type: 'status' })
  }

  /** Leaves the terminal as it is. */
  leave(): void {
    this.#isLeft = true
    this.#current?.close()
    this.#leave()
  }

  /** What is typed while there is no connection is sent by the next one. */
  #say(message: Said): void {
    if (this.#isAttached) this.#current?.send(JSON.stringify(message))
    else if (this.#typed.length < typedAheadMax) this.#typed.push(message)
  }

  #serve(socket: TerminalSocket): Promise<Exit | 'again' | undefined> {
    return new Promise((resolve, reject) => {
      this.#current = socket
      socket.onmessage = ({ data }) => {
        const message = messageIn(data)
        if (message) this.#hear(message, resolve, reject)
      }
      socket.onclose = ({ code }) => {
        this.#isAttached = false
        this.#current = undefined
        resolve(this.#isLeft || code === closeCodes.ended ? undefined : 'again')
      }
      const { open = true, command } = this.#wish
      const attach = { type: 'attach', terminal: this.#name, ...this.#size } as const
      const message: Said = this.#place
        ? { ...attach, ...this.#place }
        : { ...attach, open, command }
      socket.send(JSON.stringify(message))
      if (this.#isLeft) socket.close()
    })
  }

  #hear(message: ServerMessage, done: (exit: Exit) => void, failed: (error: Error) => void): void {
    if (message.type === 'attached') {
      const isAgain = this.#place !== undefined
      this.#place = { pid: message.pid, offset: message.offset }
      this.#isAttached = true
      for (const typed of this.#typed.splice(0)) this.#say(typed)
      this.#listener.connected?.(isAgain)
    } else if (message.type === 'output') this.#output(message)
    else if (message.type === 'exit') {
      done(message)
      this.leave()
    } else if (message.type === 'error' && !this.#isAttached) {
      failed(problem(message))
      this.leave()
    } else this.#listener.told?.(message)
  }

  #output(message: Extract<ServerMessage, { type: 'output' }>): void {
    if (!this.#place) return
    const gap = message.offset - this.#place.offset
    if (gap > 0) this.#listener.lost?.(gap)
    this.#place.offset = message.next_offset
    this.#listener.output(bytesOf(message))
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#leave = resolve
      setTimeout(resolve, ms)
    })
  }
}

const giveUpMs = 60_000
const typedAheadMax = 1_000
const noWayBack =
  'the connection was lost and could not be made again; the terminal goes on without us'

function messageIn(data: unknown): ServerMessage | undefined {
  const parsed = ServerMessageSchema.safeParse(json(String(data)))
  // A newer server may say what this client does not know.
  return parsed.success ? parsed.data : undefined
}

const problem = ({ code, detail }: { code: string; detail: string }) =>
  new ApiError({ status: 0, code, title: detail, detail, errors: [], facts: {} })

function bytesOf({ data, base64 }: { data: string; base64?: string | undefined }): Uint8Array {
  if (base64 === undefined) return new TextEncoder().encode(data)
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** A message has its bound. */
function* partsOf(bytes: Uint8Array | string): Generator<Uint8Array | string> {
  const partMax = 65_536
  for (let at = 0; at < bytes.length; at += partMax) yield bytes.slice(at, at + partMax)
}
