import { open } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { objectIn } from './exchange.ts'
import { invalid } from './refusal.ts'

export interface Parts {
  readonly metadata: Record<string, unknown>
  readonly contentType: string | undefined
  /** Where in the file the object's bytes are. */
  readonly start: number
  readonly end: number
}

/** `multipart/related` of two parts, metadata and bytes. Only its head and its tail are read. */
export async function partsOf(file: string, headers: IncomingHttpHeaders): Promise<Parts> {
  // Single quotes are what `gcloud storage` writes.
  const [, quoted, single, plain] =
    /boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))/i.exec(headers['content-type'] ?? '') ?? []
  const boundary = quoted ?? single ?? plain
  if (!boundary) throw invalid('Missing the boundary of a multipart upload')
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(Math.min(size, headBytesMax))
    await handle.read(head, 0, head.length, 0)
    // `gcloud storage` ends its lines with `\n` alone.
    const lineEnd = head[head.indexOf('\n') - 1] === carriageReturn ? '\r\n' : '\n'
    const first = partAt(head, 0, boundary, lineEnd)
    const closing = head.indexOf(`\n--${boundary}`, first.body)
    if (closing < 0) throw invalid('The metadata part does not end')
    const second = partAt(head, closing, boundary, lineEnd)
    const tail = Buffer.alloc(Math.min(size, boundary.length + 16))
    await handle.read(tail, 0, tail.length, size - tail.length)
    const line = tail.lastIndexOf(`\n--${boundary}--`)
    if (line < 0) throw invalid('The multipart upload does not end')
    // The end of the line before a boundary is the boundary's, not the bytes'.
    const end = lineEnd === '\r\n' ? line - 1 : line
    return {
      metadata: objectIn(head.subarray(first.body, closing).toString()),
      contentType: second.contentType,
      start: second.body,
      end: Math.max(second.body, size - tail.length + end),
    }
  } finally {
    await handle.close()
  }
}

/** The part whose boundary is next: where its body begins. */
function partAt(head: Buffer, from: number, boundary: string, lineEnd: string) {
  const line = head.indexOf(`--${boundary}`, from)
  const end = line < 0 ? -1 : head.indexOf(lineEnd + lineEnd, line)
  if (end < 0) throw invalid('A part of the multipart upload has no head')
  const [, contentType] = /content-type:\s*(.+)/i.exec(head.subarray(line, end).toString()) ?? []
  return { body: end + 2 * lineEnd.length, contentType: contentType?.trim() }
}

const carriageReturn = 0x0d
const headBytesMax = 1_048_576
