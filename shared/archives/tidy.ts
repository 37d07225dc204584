import { commands, streamOf } from '../commands/stored.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { plusSeconds } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { archives, objectOf, recordIdOf } from './archive.ts'

/**
 * Objects that nothing names: drafts of whoever was cut off, copies that came when their archive had been given up, and
 * outputs of commands that never came on record. Younger ones may be somebody's who is at it.
 */
export async function strays(plane: Plane): Promise<readonly string[]> {
  const before = plusSeconds(plane.clock.now(), -limits.strayObjectSeconds)
  const found: string[] = []
  for (const name of (await plane.depot?.namesBefore(before)) ?? []) {
    if (await isStray(plane, name)) found.push(name)
  }
  return found
}

/** Takes them away. */
export async function tidy(plane: Plane): Promise<{ strays: number }> {
  const found = await strays(plane)
  const what = (name: string) => ({ object: name })
  await each(found, { log: plane.log, what }, async (name) => plane.depot?.remove(name))
  return { strays: found.length }
}

async function isStray({ db }: Plane, name: string): Promise<boolean> {
  if (name.startsWith('drafts/')) return true
  const output = streamOf(name)
  if (output) {
    const command = await read(db, commands, output.commandId)
    return !command?.stored[output.stream]
  }
  const id = recordIdOf(name)
  if (!id) return false
  const archive = await read(db, archives, id)
  return !archive || objectOf(archive) !== name
}
