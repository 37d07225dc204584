/** Where to, and as whom. */
export interface Connection {
  readonly baseUrl: string
  /** A passport, or the access token of who has signed in; null for the routes that take none. */
  readonly apiKey: string | null
  readonly fetch?: typeof fetch | undefined
}

/** What cannot work is said before the first request. The key is never repeated. */
export function connection({ baseUrl, apiKey, fetch }: Connection): Connection {
  if (!isHttp(baseUrl)) {
    throw new TypeError(`"${baseUrl}" is not an http or https URL, such as http://127.0.0.1:8080`)
  }
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('the API key is empty or holds characters that no key has')
  }
  return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, fetch }
}

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
