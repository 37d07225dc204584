import { readdir } from 'node:fs/promises'
import type { Box } from '../provider.ts'
import { observe } from './observe.ts'
import type { Here } from './options.ts'
import { isBoxName, placesOf } from './places.ts'
import { readRecord } from './record.ts'

/** Every box on record here, half-made ones too: whoever owns none of them may stop them. */
export async function list(here: Here): Promise<readonly Box[]> {
  const names = (await entries(here.runDirectory)).filter(isBoxName)
  const boxes = await Promise.all(names.map((name) => look(here, name)))
  return boxes.flatMap((box) => box ?? [])
}

async function look(here: Here, name: string): Promise<Box | undefined> {
  const places = placesOf(here, name)
  const record = await readRecord(places)
  if (!record) return undefined
  const { sessionId, accountId, turn, createdAt, started, heldBy } = record
  const observed = await observe(places)
  const startedAt = started?.startedAt ?? createdAt
  return { sessionId, accountId, turn, startedAt, observed, heldBy }
}

const entries = async (directory: string): Promise<readonly string[]> => {
  try {
    return await readdir(directory)
  } catch {
    return []
  }
}
