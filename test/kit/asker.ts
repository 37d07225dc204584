import type { Hono } from 'hono'
import * as z from 'zod'

/** Asks an app as one caller, and answers status, headers and body. */
export function asker(app: Hono, headers: Readonly<Record<string, string>>) {
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const response = await app.request(path, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      text,
      // A list has no members to look at.
      body: isJson && !text.startsWith('[') ? Body.parse(JSON.parse(text)) : {},
    }
  }
  return {
    ask,
    get: (path: string, more?: Record<string, string>) => ask('GET', path, undefined, more),
    post: (path: string, body?: unknown, more?: Record<string, string>) =>
      ask('POST', path, body, more),
    put: (path: string, body?: unknown, more?: Record<string, string>) =>
      ask('PUT', path, body, more),
    delete: (path: string, more?: Record<string, string>) => ask('DELETE', path, undefined, more),
  }
}
export type Asker = ReturnType<typeof asker>

// Read as a client of old would: without a schema.
const Body = z.record(z.string(), z.any())
