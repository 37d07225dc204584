import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../shared/platform/limits.ts'
import type { Log } from '../shared/platform/log.ts'
import { faultOf, isOurs } from './problem.ts'

/**
 * One JSON object a line, pulled as fast as the caller reads; an empty line while there is nothing
 * to say, so that nothing on the way takes silence for an end. The status was sent long before, so a
 * failure in the middle is a last line of its own.
 */
export function lines(
  items: AsyncIterable<unknown>,
  log: Log,
  silenceMs: number = limits.streamSilenceSecondsMax * 1_000,
): ReadableStream<Uint8Array> {
  const iterator = items[Symbol.asyncIterator]()
  let awaited: Promise<IteratorResult<unknown>> | undefined
  return new ReadableStream({
    async pull(controller) {
      awaited ??= iterator.next()
      try {
        const next = await within(awaited, silenceMs)
        if (next === 'silence') return controller.enqueue(encoder.encode('\n'))
        awaited = undefined
        if (next.done) controller.close()
        else controller.enqueue(line(next.value))
      } catch (cause) {
        const fault = faultOf(cause)
        if (isOurs(fault)) log.error(fault.message, { cause })
        controller.enqueue(line({ type: 'error', code: fault.code, detail: fault.message }))
        controller.close()
      }
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'silence'> {
  const answered = new AbortController()
  const silence = sleep(ms, 'silence' as const, { signal: answered.signal }).catch(
    () => 'silence' as const,
  )
  try {
    return await Promise.race([promise, silence])
  } finally {
    answered.abort()
  }
}

const line = (value: unknown) => encoder.encode(`${JSON.stringify(value)}\n`)
const encoder = new TextEncoder()
