import { instant } from '../../platform/clock.ts'
import type { Box } from '../provider.ts'
import { boxIn, parentOf } from './names.ts'
import { observe } from './observe.ts'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/** Every box of this deployment in every region, as Cloud Run has them on its own list. */
export async function list(options: CloudRunOptions): Promise<readonly Box[]> {
  const services = await options.services()
  const seen = await Promise.all(
    options.regions.map((region) => services.list(parentOf(options, region))),
  )
  const boxes = await Promise.all(seen.flat().map((one) => look(options, one)))
  return boxes.flatMap((box) => box ?? [])
}

async function look(options: CloudRunOptions, seen: Seen): Promise<Box | undefined> {
  const box = boxIn(options, seen)
  if (!box) return undefined
  // Of one that does not answer nobody says that it has ended.
  const observed = await observe(options, seen, box.sessionId).catch(
    () => ({ state: 'running' }) as const,
  )
  return { ...box, startedAt: instant(seen.createdAtMs), observed, heldBy: [] }
}
