import type { CommandEvent } from '../agents/events.ts'
import { invariant } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { Capture } from './capture.ts'
import { type End, endingOf } from './run.ts'

/** Listens to a command to its end, and answers all it said at once, each stream to its bound. */
export async function collect(events: AsyncIterable<CommandEvent>) {
  const captured = {
    stdout: new Capture(limits.executeOutputBytesMax),
    stderr: new Capture(limits.executeOutputBytesMax),
  }
  let end: End | undefined
  for await (const event of events) {
    if (event.type === 'end') end = event
    else if (event.type !== 'start') captured[event.type].add(event.data)
  }
  invariant(end, 'a command was told without its end')
  const stdout = captured.stdout.result()
  const stderr = captured.stderr.result()
  return {
    ...endingOf(end),
    stdout: stdout.text,
    stderr: stderr.text,
    stdout_base64: stdout.base64,
    stderr_base64: stderr.base64,
    stdout_bytes: end.stdoutBytes,
    stderr_bytes: end.stderrBytes,
    stdout_truncated: stdout.isTruncated,
    stderr_truncated: stderr.isTruncated,
  }
}
