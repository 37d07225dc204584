import type { AgentClient } from '../../../shared/agents/client.ts'
import { AgentUnreachable } from '../../../shared/agents/unreachable.ts'
import { instant } from '../../../shared/platform/clock.ts'
import { BoxEnded, type Provider } from '../../../shared/providers/provider.ts'
import type { Boxes } from './boxes.ts'
import type { Outside } from './outside.ts'

/** The backend as one process reaches it. */
export const providerOver = (boxes: Boxes, outside: Outside): Provider => ({
  name: 'local',
  start: (spec) => {
    const askedAtMs = boxes.nowMs()
    return outside(`start ${spec.sessionId}`, () => {
      const { ended, startedAtMs } = boxes.start(spec, askedAtMs)
      if (ended) throw new BoxEnded(`the box has ended: ${ended.cause}`)
      return { startedAt: instant(startedAtMs), details: {} }
    })
  },
  stop: (sessionId, _, { turn } = {}) =>
    outside(`stop ${sessionId}`, () => boxes.stop(sessionId, turn)),
  observe: (sessionId) => outside(`observe ${sessionId}`, () => boxes.observe(sessionId)),
  address: (sessionId) => ({ socketPath: sessionId }),
  list: () =>
    outside('list boxes', () =>
      boxes.ids().flatMap((sessionId) => {
        const box = boxes.find(sessionId)
        if (!box) return []
        const { accountId, turn = 0 } = box.spec
        const startedAt = instant(box.startedAtMs)
        const observed = boxes.observe(sessionId)
        return { sessionId, accountId, turn, startedAt, observed, heldBy: [] }
      }),
    ),
  files: null,
})

/** The agent in one box. It answers for its lease; it runs no commands. */
export function agentOver(boxes: Boxes, outside: Outside, sessionId: string): AgentClient {
  const living = () => {
    const box = boxes.find(sessionId)
    if (!box || box.ended) throw new AgentUnreachable('nobody answers')
    return box
  }
  const noCommands = () => {
    throw new Error('an emulated box runs no commands')
  }
  const noFiles = () => {
    throw new Error('an emulated box has no files')
  }
  return {
    renew: (leaseEndsAt) =>
      outside(`renew ${sessionId}`, () => {
        living()
        return boxes.renew(sessionId, leaseEndsAt) ?? leaseEndsAt
      }),
    stop: () => outside(`end ${sessionId}`, () => boxes.lose(sessionId, 'stopped')),
    stat: () =>
      outside(`stat ${sessionId}`, () => {
        const { startedAtMs, leaseEndsAtMs } = living()
        const startedAt = instant(startedAtMs)
        const leaseEndsAt = instant(leaseEndsAtMs)
        return { startedAt, leaseEndsAt, lastActivityAt: startedAt, processesRunning: 0 }
      }),
    healthy: () => outside(`ping ${sessionId}`, () => boxes.observe(sessionId).state === 'running'),
    run: noCommands,
    follow: noCommands,
    line: noCommands,
    list: noCommands,
    sendInput: noCommands,
    resize: noCommands,
    closeStdin: noCommands,
    sendSignal: noCommands,
    commands: noCommands,
    output: noCommands,
    tunnel: noCommands,
    files: {
      stat: noFiles,
      list: noFiles,
      makeDir: noFiles,
      move: noFiles,
      remove: noFiles,
      watch: noFiles,
      download: noFiles,
      upload: noFiles,
    },
  }
}
