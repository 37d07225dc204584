import { Capture } from '../../shared/commands/capture.ts'
import { readySession } from '../../shared/commands/ready.ts'
import { type End, endingOf, runCommand } from '../../shared/commands/run.ts'
import { api } from '../../shared/contract/index.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.execute, async ({ params, body, caller, signal }, plane) => {
  const session = await readySession(plane, caller.accountId, params.id)
  const captured = {
    stdout: new Capture(limits.executeOutputBytesMax),
    stderr: new Capture(limits.executeOutputBytesMax),
  }
  let end: End | undefined
  for await (const event of runCommand(plane, session, body, signal)) {
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
})
