import type { Log } from '../shared/platform/log.ts'
import { faultOf } from './problem.ts'

/**
 * One JSON object a line, pulled as fast as the caller reads. The status was sent long before, so a
 * failure in the middle is a last line of its own.
 */
export function lines(items: AsyncIterable<unknown>, log: Log): ReadableStream<Uint8Array> {
  const iterator = items[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(line(value))
      } catch (cause) {
        const fault = faultOf(cause)
        if (fault.status >= 500) log.error(fault.message, { cause })
        controller.enqueue(line({ type: 'error', code: fault.code, detail: fault.message }))
        controller.close()
      }
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

const line = (value: unknown) => encoder.encode(`${JSON.stringify(value)}\n`)
const encoder = new TextEncoder()
