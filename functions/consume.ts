import * as z from 'zod'
import type { Plane } from '../shared/plane.ts'

/** What a subscription's messages are for. A worker that throws is given the message again, later. */
export interface Worker {
  run(message: unknown, plane: Plane): Promise<void>
}

/** A worker of a topic's messages. What is not one of them is refused as `Unreadable`. */
export const worker = <M>(
  message: z.ZodType<M>,
  run: (message: M, plane: Plane) => Promise<void>,
): Worker => ({
  run: async (told, plane) => {
    const read = message.safeParse(told)
    if (!read.success) throw new Unreadable(z.prettifyError(read.error))
    await run(read.data, plane)
  },
})

class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/**
 * Answers a Pub/Sub push: 204 takes the message, 503 asks for it again. A message that cannot be read
 * never will be: it is taken, and logged.
 */
export async function consume(worker: Worker, pushed: unknown, plane: Plane): Promise<204 | 503> {
  const read = Pushed.safeParse(pushed)
  if (!read.success) {
    plane.log.error('a message could not be read', { problem: z.prettifyError(read.error) })
    return 204
  }
  try {
    await worker.run(read.data.message.data, plane)
    return 204
  } catch (cause) {
    if (cause instanceof Unreadable) {
      plane.log.error('a message could not be read', { problem: cause.message })
      return 204
    }
    plane.log.warn('a message is wanted again', { id: read.data.message.messageId, cause })
    return 503
  }
}

const Data = z.base64().transform((text, context): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString())
  } catch {
    context.addIssue('not JSON')
    return z.NEVER
  }
})

const Pushed = z.object({ message: z.object({ messageId: z.string(), data: Data }) })
