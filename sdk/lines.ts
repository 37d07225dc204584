import * as z from 'zod'
import type { Route } from '../shared/contract/route.ts'
import { checked } from './answer.ts'
import { ConnectionError } from './errors.ts'

/** The objects of a streamed answer as they come. One that stops before its last line was cut. */
export async function* lines(
  route: Route,
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<unknown> {
  let isComplete = false
  for await (const text of texts(response, signal)) {
    const line = checked(route, text)
    isComplete = Last.safeParse(line).success
    yield line
  }
  if (!isComplete) throw cut(response)
}

/** Every stream of the contract says itself how it ended. */
const Last = z.object({ type: z.enum(['end', 'error']) })

/** Blank lines only keep the connection alive. */
async function* texts(response: Response, signal?: AbortSignal) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of chunks(response, signal)) {
    const whole = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = whole.pop() ?? ''
    yield* whole.filter((line) => line.trim() !== '')
  }
  if (rest.trim() !== '') throw cut(response)
}

async function* chunks(response: Response, signal?: AbortSignal) {
  try {
    yield* response.body ?? []
  } catch (error) {
    signal?.throwIfAborted()
    throw cut(response, error)
  }
}

const cut = ({ url }: Response, cause?: unknown) =>
  new ConnectionError(`the stream from ${url} was cut before its end`, { cause })
