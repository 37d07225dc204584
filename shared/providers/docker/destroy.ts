import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../platform/faults.ts'
import type { Places } from '../local/places.ts'
import { containerOf, lookAt } from './container.ts'
import { unlessSo } from './daemon.ts'
import type { Here } from './options.ts'
import { removeVolumes } from './volumes.ts'

/** Ends whatever is left of a box and frees all it used. Its record goes last, so that this can be taken up again. */
export async function destroy(here: Here, places: Places): Promise<void> {
  await removeContainer(here, places)
  await removeVolumes(places)
  await Promise.all([places.agent, places.etc].map(remove))
  await remove(places.box)
}

/** A frozen one cannot be killed; and one that somebody else is removing is gone when it is. */
async function removeContainer(here: Here, places: Places): Promise<void> {
  for (const until = performance.now() + goneWithinMs; performance.now() < until; ) {
    const container = await lookAt(here, places)
    if (!container) return
    if (container.State.Paused) await unlessSo(containerOf(here, places).unpause())
    await unlessSo(containerOf(here, places).remove({ force: true, v: true }))
    if (await lookAt(here, places)) await sleep(50)
  }
  throw new Fault('provider_unavailable', 'the container does not go')
}

const remove = (path: string) => rm(path, { recursive: true, force: true })

const goneWithinMs = 20_000
