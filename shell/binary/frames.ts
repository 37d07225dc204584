/**
 * The frames of the binary terminal protocol: one WebSocket message each, big-endian, byte-exact to Execbox.
 * `resize`, `signal` and `skip` are ours, and are spoken only with a client that asked for them.
 */
export type Frame =
  | { readonly type: 'stdin' | 'stdout' | 'stderr'; readonly data: Buffer }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'stdin_close' }
  | { readonly type: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly type: 'signal'; readonly signal: number }
  /** What follows of a stream begins at this offset: the bytes before are gone. */
  | { readonly type: 'skip'; readonly stream: 'stdout' | 'stderr'; readonly offset: number }

/** The most one frame of data holds. */
export const frameDataBytesMax = 0xff_ffff
const errorBytesMax = 1_024

/** Throws a `RangeError` for what no frame can hold. */
export function encode(frame: Frame): Buffer {
  switch (frame.type) {
    case 'exit':
      return fixed(codes.exit, 4, (body) => body.writeInt32BE(frame.code))
    case 'stdin_close':
      return Buffer.from([codes.stdin_close])
    case 'resize':
      return fixed(codes.resize, 4, (body) => {
        body.writeUInt16BE(frame.cols)
        body.writeUInt16BE(frame.rows, 2)
      })
    case 'signal':
      return Buffer.from([codes.signal, frame.signal])
    case 'skip':
      return fixed(codes.skip, 9, (body) => {
        body.writeUInt8(codes[frame.stream])
        body.writeBigUInt64BE(BigInt(frame.offset), 1)
      })
    case 'error':
      return counted(codes.error, Buffer.from(frame.message).subarray(0, errorBytesMax))
    default:
      return counted(codes[frame.type], frame.data)
  }
}

/** What a message says, or a `RangeError` that says why it says nothing. */
export function decode(message: Buffer): Frame {
  const code = message.at(0)
  if (code === undefined) throw new RangeError('an empty message is no frame')
  const body = message.subarray(1)
  switch (code) {
    case codes.stdin:
      return { type: 'stdin', data: dataOf(body) }
    case codes.stdout:
      return { type: 'stdout', data: dataOf(body) }
    case codes.stderr:
      return { type: 'stderr', data: dataOf(body) }
    case codes.error:
      return { type: 'error', message: dataOf(body, errorBytesMax).toString() }
    case codes.exit:
      return { type: 'exit', code: sized(body, 4).readInt32BE() }
    case codes.stdin_close:
      sized(body, 0)
      return { type: 'stdin_close' }
    case codes.resize:
      return { type: 'resize', ...sizeIn(sized(body, 4)) }
    case codes.signal:
      return { type: 'signal', signal: sized(body, 1).readUInt8() }
    case codes.skip:
      return { type: 'skip', ...skipIn(sized(body, 9)) }
    default:
      throw new RangeError(`0x${code.toString(16).padStart(2, '0')} is no type of frame`)
  }
}

const codes = {
  stdin: 0x01,
  stdout: 0x02,
  stderr: 0x03,
  exit: 0x04,
  error: 0x05,
  stdin_close: 0x06,
  resize: 0x10,
  signal: 0x11,
  skip: 0x12,
} as const

const headBytes = 5

function fixed(code: number, bytes: number, fill: (body: Buffer) => void): Buffer {
  const frame = Buffer.alloc(1 + bytes)
  frame.writeUInt8(code)
  fill(frame.subarray(1))
  return frame
}

function counted(code: number, data: Buffer): Buffer {
  if (data.length > frameDataBytesMax) throw tooLong(data.length)
  const frame = Buffer.allocUnsafe(headBytes + data.length)
  frame.writeUInt8(code)
  frame.writeUInt32BE(data.length, 1)
  data.copy(frame, headBytes)
  return frame
}

/** The length a frame names is all that follows: frames are neither joined nor split. */
function dataOf(body: Buffer, bytesMax = frameDataBytesMax): Buffer {
  if (body.length < 4) throw new RangeError('the frame ends inside its length')
  const bytes = body.readUInt32BE()
  const data = body.subarray(4)
  if (bytes > bytesMax) throw tooLong(bytes)
  if (bytes !== data.length) {
    throw new RangeError(`the frame says ${bytes} bytes and has ${data.length}`)
  }
  return data
}

function sized(body: Buffer, bytes: number): Buffer {
  if (body.length === bytes) return body
  throw new RangeError(`this frame has ${bytes} bytes after its type, not ${body.length}`)
}

const sizeIn = (body: Buffer) => ({ cols: body.readUInt16BE(), rows: body.readUInt16BE(2) })

function skipIn(body: Buffer) {
  const offset = Number(body.readBigUInt64BE(1))
  if (!Number.isSafeInteger(offset)) throw new RangeError('no stream is that long')
  const code = body.readUInt8()
  if (code === codes.stdout) return { stream: 'stdout', offset } as const
  if (code === codes.stderr) return { stream: 'stderr', offset } as const
  throw new RangeError(`0x${code.toString(16)} is no stream`)
}

const tooLong = (bytes: number) => new RangeError(`${bytes} bytes are too many for a frame`)
