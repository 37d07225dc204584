import type { AgentClient } from '../../../shared/agents/client.ts'
import { AgentUnreachable } from '../../../shared/agents/unreachable.ts'
import { instant } from '../../../shared/platform/clock.ts'
import type { Boxes } from './boxes.ts'
import { printed } from './inside.ts'
import type { Outside } from './outside.ts'

/** The agent in one box. Its commands write files and print lines, and are over at once. */
export function agentOver(boxes: Boxes, outside: Outside, sessionId: string): AgentClient {
  /** One that stands still answers nobody. */
  const living = () => {
    const box = boxes.find(sessionId)
    if (box && !box.ended && box.stillSinceMs === undefined) return box
    throw new AgentUnreachable('nobody answers')
  }
  return {
    renew: (leaseEndsAt) =>
      outside(`renew ${sessionId}`, () => {
        const endsAt = boxes.renew(sessionId, leaseEndsAt)
        if (endsAt) return endsAt
        throw new AgentUnreachable('nobody answers')
      }),
    stop: () => outside(`halt ${sessionId}`, () => boxes.lose(sessionId, 'stopped')),
    stat: () =>
      outside(`stat ${sessionId}`, () => {
        const { startedAtMs, leaseEndsAtMs, activeAtMs } = living()
        return {
          startedAt: instant(startedAtMs),
          leaseEndsAt: instant(leaseEndsAtMs),
          lastActivityAt: instant(activeAtMs),
          processesRunning: 0,
          ended: null,
        }
      }),
    healthy: () => outside(`ping ${sessionId}`, () => boxes.observe(sessionId).state === 'running'),
    async *run({ argv: [, , script = ''] }) {
      const command = await outside(`run in ${sessionId}`, () => {
        const box = living()
        box.activeAtMs = boxes.nowMs()
        return box.inside.run(script, instant(box.activeAtMs))
      })
      const { pid, stdoutBytes, stderrBytes } = command.record
      yield { type: 'start', pid }
      const data = Buffer.from(printed(command))
      if (data.length > 0) yield { type: 'stdout', offset: 0, data }
      const how = { exitCode: 0, signal: null, timedOut: false, durationMs: 0 }
      yield { type: 'end', ...how, stdoutBytes, stderrBytes }
    },
    commands: ({ after, limit }) =>
      outside(`commands of ${sessionId}`, () =>
        living()
          .inside.commands.slice(after, after + limit)
          .map(({ record }) => record),
      ),
    output: ({ number, offset }) =>
      outside(`output of ${sessionId}`, () => {
        const command = living().inside.commands[number - 1]
        if (!command) throw new AgentUnreachable('no such command')
        const rest = Buffer.from(printed(command)).subarray(offset)
        return { record: command.record, span: { offset, base64: rest.toString('base64') } }
      }),
    metrics: notEmulated,
    follow: notEmulated,
    line: notEmulated,
    tunnel: notEmulated,
    list: notEmulated,
    sendInput: notEmulated,
    resize: notEmulated,
    closeStdin: notEmulated,
    sendSignal: notEmulated,
    files: {
      stat: notEmulated,
      list: notEmulated,
      makeDir: notEmulated,
      move: notEmulated,
      remove: notEmulated,
      watch: notEmulated,
      download: notEmulated,
      upload: notEmulated,
    },
  }
}

function notEmulated(): never {
  throw new Error('an emulated box cannot do this')
}
