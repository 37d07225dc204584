import type { Answer } from '../answer.ts'
import type { Command } from '../commands/command.ts'
import type { Listener } from '../commands/follow.ts'

/** Tells of a command in the events of the process service. */
export const listenerBy = (answer: Answer, { terminal }: Command): Listener => ({
  get isCut() {
    return answer.isCut
  },
  onCut: (hear) => answer.onCut(hear),
  start: (pid) => answer.send({ event: { start: { pid } } }),
  output: (stream, bytes, offset) =>
    answer.send({
      event: { data: { [terminal ? 'pty' : stream]: bytes.toString('base64'), offset } },
    }),
  end: (end) => answer.send({ event: { end } }),
})
