/** One JSON object a line, in the shape Cloud Logging reads. Never given a key, a secret or a request body. */
export interface Log {
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
}
type Fields = Readonly<Record<string, unknown>>

/** A log that writes each entry with `write`. */
export function logTo(write: (line: string) => void): Log {
  const entry = (severity: string) => (message: string, fields?: Fields) =>
    write(JSON.stringify({ severity, message, ...printable(fields) }))
  return { info: entry('INFO'), warn: entry('WARNING'), error: entry('ERROR') }
}

const printable = (fields: Fields = {}) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  )
