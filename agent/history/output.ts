import type { Span } from '../../shared/agents/history.ts'
import type { Journal } from '../commands/journal.ts'
import { limits } from '../limits.ts'

/** A stream as it is kept: all of it, or its head and its tail. What the journal has lost is a gap too. */
export function spansOf(journal: Journal): Span[] {
  const { keptHeadBytes: head, keptTailBytes: tail } = limits
  if (journal.length <= head + tail) return spans(journal, 0, journal.length)
  return [...spans(journal, 0, head), ...spans(journal, journal.length - tail, journal.length)]
}

function spans(journal: Journal, from: number, to: number): Span[] {
  const found: { offset: number; parts: Buffer[]; end: number }[] = []
  for (let at = from; at < to; ) {
    const { offset, bytes } = journal.read(at)
    if (bytes.length === 0 || offset >= to) break
    const part = Buffer.from(bytes.subarray(0, to - offset))
    const last = found.at(-1)
    if (last?.end === offset) last.parts.push(part)
    else found.push({ offset, parts: [part], end: offset })
    at = offset + part.length
    const current = found.at(-1)
    if (current) current.end = at
  }
  return found.map(({ offset, parts }) => ({
    offset,
    base64: Buffer.concat(parts).toString('base64'),
  }))
}

/** What of these follows an offset: of the first that reaches beyond it. */
export function spanAfter(kept: readonly Span[], from: number, length: number): Span {
  for (const { offset, base64 } of kept) {
    const bytes = Buffer.from(base64, 'base64')
    if (offset + bytes.length <= from) continue
    const begin = Math.max(0, from - offset)
    const part = bytes.subarray(begin, begin + limits.journalReadBytes)
    return { offset: offset + begin, base64: part.toString('base64') }
  }
  return { offset: length, base64: '' }
}
