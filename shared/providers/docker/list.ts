import { readdir } from 'node:fs/promises'
import { instant } from '../../platform/clock.ts'
import { isBoxName, placesOf } from '../local/places.ts'
import type { Box } from '../provider.ts'
import { labels } from './container.ts'
import { asked } from './daemon.ts'
import { observe } from './observe.ts'
import type { Here } from './options.ts'
import { readRecord } from './record.ts'

/** Every box of ours that the daemon has or that is on record here, half-made ones too. */
export async function list(here: Here): Promise<readonly Box[]> {
  const containers = await asked(
    here.docker.listContainers({
      all: true,
      filters: { label: [`${labels.owner}=${here.owner}`] },
    }),
  )
  const labelled = new Map(
    containers.map(({ Labels, Created }) => [Labels[labels.session] ?? '', { Labels, Created }]),
  )
  const recorded = await readdir(here.runDirectory).catch((): string[] => [])
  const ids = new Set([...labelled.keys(), ...recorded].filter(isBoxName))
  const boxes = await Promise.all(
    [...ids].map(async (sessionId): Promise<Box | undefined> => {
      const places = placesOf(here, sessionId)
      const [record, observed] = [await readRecord(places), await observe(here, places)]
      const container = labelled.get(sessionId)
      if (record) {
        const { accountId, turn, createdAt, started, heldBy } = record
        const startedAt = started?.startedAt ?? createdAt
        return { sessionId, accountId, turn, startedAt, observed, heldBy }
      }
      if (!container) return undefined
      const { Labels, Created } = container
      return {
        sessionId,
        accountId: Labels[labels.account] ?? '',
        turn: Number(Labels[labels.turn] ?? 0),
        startedAt: instant(Created * 1_000),
        observed,
        heldBy: [],
      }
    }),
  )
  return boxes.flatMap((box) => box ?? [])
}
