import type { CommandRecord, StreamName } from '../agents/history.ts'
import type { Output } from './history.ts'
import { returncodeOf } from './run.ts'
import { textOf, wholeLength } from './text.ts'

/** A command as callers see it. */
export function viewOf(record: CommandRecord) {
  const { ending } = record
  return {
    id: String(record.number),
    status: ending ? ('ended' as const) : ('running' as const),
    argv: record.argv,
    cwd: record.cwd,
    terminal: record.isTerminal,
    started_at: record.startedAt,
    ended_at: ending?.endedAt ?? null,
    duration_ms: ending?.durationMs ?? null,
    cause: ending?.cause ?? null,
    returncode: ending && returncodeOf({ ...ending, timedOut: ending.cause === 'timeout' }),
    signal: ending?.signal ?? null,
    stdout_bytes: record.stdoutBytes,
    stderr_bytes: record.stderrBytes,
  }
}

/** A part of a stream as callers see it. A character that has only begun waits for its rest, while more can come. */
export function answerOf(stream: StreamName, { record, offset, bytes }: Output) {
  const total = record[`${stream}Bytes`]
  const isAll = offset + bytes.length >= total
  const isOver = record.ending !== null && isAll
  const length = isOver ? bytes.length : wholeLength(bytes) || bytes.length
  const { text, base64 } = textOf(bytes.subarray(0, length))
  return {
    stream,
    offset,
    data: text,
    ...(base64 === undefined ? {} : { base64 }),
    next_offset: offset + length,
    total_bytes: total,
    is_complete: isOver,
  }
}
