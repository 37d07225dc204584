import { Readable } from 'node:stream'
import type { KeptCommand } from '../../../shared/agents/history.ts'
import { instant } from '../../../shared/platform/clock.ts'
import {
  BoxEnded,
  type BoxFiles,
  BoxRefused,
  type LeftCommand,
  type Provider,
} from '../../../shared/providers/provider.ts'
import type { Boxes } from './boxes.ts'
import { bytesOf } from './bucket.ts'
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
  stop: async (sessionId, _, { turn, keep } = {}) => {
    const box = await outside(`end ${sessionId}`, () => boxes.end(sessionId, turn))
    if (box && keep) await keep(each(box.inside.commands))
    await outside(`stop ${sessionId}`, () => boxes.stop(sessionId, turn))
  },
  observe: (sessionId) => outside(`observe ${sessionId}`, () => boxes.observe(sessionId)),
  address: (sessionId) => ({ socketPath: sessionId }),
  list: () =>
    outside('list boxes', () =>
      boxes.ids().flatMap((sessionId) => {
        const box = boxes.find(sessionId)
        if (!box) return []
        const { spec, turn } = box
        const startedAt = instant(box.startedAtMs)
        const observed = boxes.observe(sessionId)
        const heldBy = [...box.heldBy]
        return { sessionId, accountId: spec.accountId, turn, startedAt, observed, heldBy }
      }),
    ),
  files: filesOver(boxes, outside),
})

/** A backend that is out of room for ever. */
export const refusingOver = (outside: Outside): Provider => ({
  name: 'docker',
  start: ({ sessionId }) =>
    outside(`ask for ${sessionId}`, () => {
      throw new BoxRefused('out of quota')
    }),
  stop: (sessionId) => outside(`clear ${sessionId}`, () => undefined),
  observe: async () => ({ state: 'absent' }),
  address: (sessionId) => ({ socketPath: sessionId }),
  list: async () => [],
  files: null,
})

const filesOver = (boxes: Boxes, outside: Outside): BoxFiles => ({
  async capture(sessionId, by, take) {
    const bytes = await outside(`capture ${sessionId}`, () => boxes.capture(sessionId, by))
    return { taken: await take(Readable.from([bytes])), skipped: [] }
  },
  thaw: (sessionId, by) => outside(`thaw ${sessionId}`, () => boxes.thaw(sessionId, by)),
  async restore(sessionId, turn, tar) {
    const bytes = await bytesOf(await tar())
    await outside(`restore ${sessionId}`, () => boxes.restore(sessionId, turn, bytes))
  },
})

/** They say little. */
async function* each(commands: readonly KeptCommand[]): AsyncGenerator<LeftCommand> {
  for (const command of commands) yield { ...command, longer: async () => null }
}
