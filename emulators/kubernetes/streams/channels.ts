import type { WebSocket } from 'ws'

/** The streams of a process over one WebSocket: the first byte of a message says whose it is. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

export interface Told {
  stdin(bytes: Buffer): void
  stdinEnded(): void
  resized(size: { cols: number; rows: number }): void
}

export function say(socket: WebSocket, to: number, bytes: Uint8Array): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(to), bytes]))
}

export function listen(socket: WebSocket, told: Told): void {
  socket.on('message', (message: Buffer) => {
    const [from, of] = message
    const bytes = message.subarray(1)
    if (from === channel.stdin) told.stdin(bytes)
    if (from === channel.close && of === channel.stdin) told.stdinEnded()
    if (from === channel.resize) told.resized(sizeIn(bytes))
  })
}

function sizeIn(bytes: Buffer) {
  const { Width = 80, Height = 24 } = Object(JSON.parse(bytes.toString() || '{}'))
  return { cols: Number(Width), rows: Number(Height) }
}

/** The last word of a process, and the end of its connection. */
export function sayEnd(socket: WebSocket, status: object): void {
  say(socket, channel.error, Buffer.from(JSON.stringify({ metadata: {}, ...status })))
  socket.close(1000)
}

export const success = { status: 'Success' } as const

export const exitedWith = (code: number) =>
  code === 0
    ? success
    : {
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: exit status ${code}`,
        details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
      }

export const failure = (message: string) => ({
  status: 'Failure',
  reason: 'InternalError',
  message: `Internal error occurred: ${message}`,
  code: 500,
})
