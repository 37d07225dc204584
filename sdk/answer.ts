import type { Route } from '../shared/contract/route.ts'
import { AnswerError, ConnectionError } from './errors.ts'
import { json } from './json.ts'

/** What the server answered, as it was sent: members that this client does not know yet are kept. */
export async function answer(route: Route, response: Response, signal?: AbortSignal) {
  const text = await response.text().catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw new ConnectionError(`the answer from ${response.url} was cut before its end`, { cause })
  })
  return checked(route, text)
}

export function checked({ method, path, output, mediaType }: Route, text: string): unknown {
  const said = mediaType ? text : json(text)
  const { success, error } = output.safeParse(said)
  if (success) return said
  const where = error.issues.map((issue) => issue.path.join('.') || 'all of it').join(', ')
  throw new AnswerError(
    `${method} ${path} succeeded, but its answer is not what this version expects (${where}). ` +
      'Client and server are of different versions, or a proxy answered.',
  )
}
