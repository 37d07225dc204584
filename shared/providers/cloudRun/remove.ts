import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/** Deletes a service, and answers once it is gone. One that has changed since is another's, and stays. */
export async function remove(options: CloudRunOptions, box: Seen): Promise<void> {
  const services = await options.services()
  await services.remove(box)
  const late = performance.now() + goneMsMax
  while (performance.now() < late) {
    const now = await services.get(box.name)
    if (!now || now.createdAtMs > box.createdAtMs) return
    await sleep(lookMs)
  }
  throw new Error(`${box.name} does not go`)
}

const goneMsMax = 60_000
const lookMs = 250
