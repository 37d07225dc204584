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
  const { sessionId, accountId, createdAt, started } = record
  const observed = await observe(places)
  return { sessionId, accountId, startedAt: started?.startedAt ?? createdAt, observed }
}

const entries = async (directory: string): Promise<readonly string[]> => {
  try {
    return await readdir(directory)
  } catch {
    return []
  }
}
