import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Disk } from './disk.ts'
import { invalid } from './refusal.ts'

/** One request, taken apart as far as every route needs it. */
export interface Exchange {
  readonly disk: Disk
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Where the caller found us. */
  readonly origin: string
  /** What the route's pattern caught, decoded. */
  readonly at: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

export type Handler = (exchange: Exchange) => unknown

export function answer({ response }: Exchange, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' })
  response.end(JSON.stringify(body))
}

export function nothing({ response }: Exchange, status = 204): void {
  response.writeHead(status, { 'content-length': 0 }).end()
}

/** A small JSON body. Objects' bytes never come this way. */
export async function jsonOf({ request }: Exchange): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > jsonBytesMax) throw invalid('The metadata is too large.')
    chunks.push(chunk)
  }
  return objectIn(Buffer.concat(chunks).toString())
}

export function objectIn(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Said below.
  }
  throw invalid('Parse Error')
}

/** One value of a path parameter that the pattern has. */
export function named({ at }: Exchange, name: string): string {
  const value = at[name]
  if (value === undefined) throw invalid(`${name} is missing`)
  return value
}

const jsonBytesMax = 1_048_576
