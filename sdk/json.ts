/** What a text says in JSON, and undefined where it is none: a schema refuses that like any other wrong value. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
