import { Refusal } from '../refusal.ts'

/** An emulated API's answer; what it refuses is refused in its words. */
export async function ask(method: string, url: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...proof() },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Refusal(`Error ${response.status}: ${method} ${url}: ${text}`)
  return text === '' ? {} : JSON.parse(text)
}
export type Answer = Readonly<Record<string, unknown>>

/** The same, where nothing to remove is as good as removed. */
export const removed = async (url: string): Promise<void> => {
  const response = await fetch(url, { method: 'DELETE', headers: proof() })
  if (!response.ok && response.status !== 404) {
    throw new Refusal(`Error ${response.status}: DELETE ${url}: ${await response.text()}`)
  }
}

/** Who we are, as Google's own provider finds it too. */
const proof = (): Record<string, string> => {
  const { GOOGLE_OAUTH_ACCESS_TOKEN: token } = process.env
  return token ? { authorization: `Bearer ${token}` } : {}
}
