import { once } from 'node:events'
import { connect } from 'node:net'
import { spawn } from '@lydell/node-pty'
import { WebSocket } from 'ws'
import type { Run } from './bench.ts'

/** Something that is typed into and says it back, or says a lot. */
export interface Line {
  type(byte: Buffer): void
  /** Told how many bytes came. */
  onBytes(heard: (bytes: number) => void): void
  readonly closed: Promise<unknown>
}

/** A terminal with nothing in between. */
export function barePty(run: Run): Line {
  const pty = spawn('/bin/sh', ['-c', echoing], {})
  run.ending(() => pty.kill('SIGKILL'))
  return {
    type: (byte) => pty.write(byte.toString()),
    onBytes: (heard) => void pty.onData((text) => heard(text.length)),
    closed: new Promise((resolve) => pty.onExit(resolve)),
  }
}

/** In a terminal it says back each byte that is typed, once. */
export const echoing = 'stty raw -echo; echo; exec cat'

export async function tcpLine(run: Run, port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  run.ending(() => socket.destroy())
  await once(socket, 'connect')
  return {
    type: (byte) => socket.write(byte),
    onBytes: (heard) => void socket.on('data', ({ length }) => heard(length)),
    closed: once(socket, 'close'),
  }
}

interface Framing {
  readonly headers?: Record<string, string>
  frame?(byte: Buffer): Buffer
  /** How many bytes of data a message holds; nothing for one that is the last. */
  data?(message: Buffer): number | undefined
}

export async function socketLine(
  run: Run,
  url: string,
  { headers = {}, frame = (byte) => byte, data = ({ length }) => length }: Framing = {},
): Promise<Line> {
  const ws = new WebSocket(url, { headers, perMessageDeflate: false })
  run.ending(() => ws.terminate())
  await once(ws, 'open')
  let isOver: (value: unknown) => void = () => undefined
  const closed = new Promise((resolve) => {
    isOver = resolve
    ws.once('close', resolve)
  })
  return {
    type: (byte) => ws.send(frame(byte)),
    onBytes: (heard) =>
      void ws.on('message', (message: Buffer) => {
        const bytes = data(message)
        if (bytes === undefined) isOver(undefined)
        else heard(bytes)
      }),
    closed,
  }
}
