import * as z from 'zod'

/** How Connect spells the ways a call may fail, and the HTTP status of each. */
export const codes = {
  invalid_argument: 400,
  failed_precondition: 400,
  out_of_range: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  resource_exhausted: 429,
  internal: 500,
  unknown: 500,
  unimplemented: 501,
  unavailable: 503,
} as const
export type ConnectCode = keyof typeof codes

/** A refusal as Connect carries it: in the body of a unary call, or in a stream's last frame. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly code: ConnectCode

  constructor(code: ConnectCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What a refusal is on the wire. A code we do not know is `unknown`. */
export const ConnectRefusal = z.object({
  code: z
    .string()
    .transform((code): ConnectCode => (isCode(code) ? code : 'unknown'))
    .default('unknown'),
  message: z.string().default(''),
})

/** One message of a stream. The last has flag 2 and says how the stream went. */
export interface Frame {
  readonly isLast: boolean
  readonly payload: Buffer
}

export function frame(json: string, isLast = false): Buffer {
  const bytes = Buffer.byteLength(json)
  const framed = Buffer.allocUnsafe(headBytes + bytes)
  framed.writeUInt8(isLast ? lastFlag : 0, 0)
  framed.writeUInt32BE(bytes, 1)
  framed.write(json, headBytes)
  return framed
}

/** The frame that bytes begin with, if all of it is there, and what follows it. */
export function firstFrame(bytes: Buffer, payloadBytesMax: number) {
  if (bytes.length < headBytes) return undefined
  const payloadBytes = bytes.readUInt32BE(1)
  if (payloadBytes > payloadBytesMax) {
    throw new ConnectError('resource_exhausted', `a message of ${payloadBytes} bytes is too large`)
  }
  const size = headBytes + payloadBytes
  if (bytes.length < size) return undefined
  const first: Frame = {
    isLast: (bytes.readUInt8(0) & lastFlag) !== 0,
    payload: bytes.subarray(headBytes, size),
  }
  return { frame: first, rest: bytes.subarray(size) }
}

/** Cuts bytes that arrive anyhow into frames. It ends where the bytes end, inside a frame or not. */
export async function* frames(
  bytes: AsyncIterable<Buffer>,
  payloadBytesMax: number,
): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (let first = next(); first; first = next()) {
      pending = first.rest
      yield first.frame
    }
  }
  function next() {
    return firstFrame(pending, payloadBytesMax)
  }
}

const headBytes = 5
const lastFlag = 2

const isCode = (code: string): code is ConnectCode => Object.hasOwn(codes, code)
