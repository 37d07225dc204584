import { ConnectError } from '../../shared/agents/connect.ts'

export interface Range {
  /** The first byte and the last, both included. */
  readonly start: number
  readonly end: number
}

/** The one range a request asks for. What is not understood, several ranges among it, asks for everything. */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  const range =
    from === ''
      ? { start: Math.max(0, size - Number(to)), end: size - 1 }
      : { start: Number(from), end: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
  if (to !== '' && from !== '' && Number(to) < Number(from)) return undefined
  if (range.start < size && range.start <= range.end) return range
  throw new ConnectError('out_of_range', `the file has ${size} bytes`)
}
