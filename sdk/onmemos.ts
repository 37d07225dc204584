import { type Client, client } from './client.ts'
import { findKey, type Given } from './key.ts'

/** A client that finds its key and its server itself: `const { sessions } = onmemos()`. */
export function onmemos(given: Given & { fetch?: typeof fetch } = {}): Client {
  const { baseUrl, apiKey } = findKey(given)
  return client({ baseUrl, apiKey, fetch: given.fetch })
}
