import { Duplex } from 'node:stream'
import { HeaderBlocks } from './spdyHeaders.ts'

/** A stream that the client opened, and what it said it is for. */
export interface SpdyStream {
  readonly headers: ReadonlyMap<string, string>
  readonly duplex: Duplex
}

/**
 * The server's end of SPDY/3.1, as far as kubectl speaks it to forward ports: streams that the client opens, their bytes
 * and their ends, and pings. It never asks for flow control, and has none.
 */
export function spdyOver(socket: Duplex, opened: (stream: SpdyStream) => void): void {
  const streams = new Map<number, Duplex>()
  const headers = new HeaderBlocks()
  let waiting = Buffer.alloc(0)
  let handled: Promise<unknown> = Promise.resolve()
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes])
    for (let frame = nextFrame(); frame; frame = nextFrame()) {
      const { first, flags, payload } = frame
      // One after the other, because header blocks are one compressed text.
      handled = handled.then(() => handle(first, flags, payload)).catch(() => socket.destroy())
    }
  })
  // A client that leaves while it is told something is no failure of ours.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    for (const stream of streams.values()) stream.destroy()
  })

  function nextFrame() {
    if (waiting.length < headBytes) return undefined
    const length = waiting.readUIntBE(5, 3)
    if (waiting.length < headBytes + length) return undefined
    const frame = {
      first: waiting.readUInt32BE(0),
      flags: waiting.readUInt8(4),
      payload: waiting.subarray(headBytes, headBytes + length),
    }
    waiting = waiting.subarray(headBytes + length)
    return frame
  }

  async function handle(first: number, flags: number, payload: Buffer): Promise<void> {
    if (first < control) {
      const stream = streams.get(first)
      if (payload.length > 0) stream?.push(payload)
      if (flags & fin) stream?.push(null)
      return
    }
    const type = first & 0xffff
    if (type === types.ping) socket.write(frameOf(control + type, 0, payload))
    if (type === types.reset) streams.get(payload.readUInt32BE(0))?.destroy()
    if (type !== types.open) return
    const id = payload.readUInt32BE(0)
    const its = await headers.read(payload.subarray(10))
    const reply = Buffer.concat([payload.subarray(0, 4), await headers.write(new Map())])
    socket.write(frameOf(control + types.reply, 0, reply))
    const duplex = streamOf(id)
    streams.set(id, duplex)
    if (flags & fin) duplex.push(null)
    opened({ headers: its, duplex })
  }

  function say(frame: Buffer, done: () => void): void {
    if (socket.writable) socket.write(frame, () => done())
    else done()
  }

  function streamOf(id: number): Duplex {
    return new Duplex({
      read: () => {},
      write: (bytes: Buffer, _, done) => say(frameOf(id, 0, bytes), done),
      final: (done) => say(frameOf(id, fin, Buffer.alloc(0)), done),
      destroy: (cause, done) => {
        streams.delete(id)
        done(cause)
      },
    }).on('error', () => undefined)
  }
}

/** The top bit, and the version. */
const control = 0x8003_0000
const types = { open: 1, reply: 2, reset: 3, ping: 6 } as const
const fin = 1
const headBytes = 8

function frameOf(first: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(first, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(payload.length, 5, 3)
  return Buffer.concat([head, payload])
}
