import { writeFile } from 'node:fs/promises'
import { askToEnd } from '../ending.ts'
import type { Keep } from '../provider.ts'
import { destroy } from './destroy.ts'
import { killCommands, meltAgent } from './freeze.ts'
import { commandsLeft } from './history.ts'
import { exclusively } from './lock.ts'
import type { Here } from './options.ts'
import { type Places, placesOf } from './places.ts'
import { happens, isAlive, isStill } from './processes.ts'
import { type BoxRecord, readRecord } from './record.ts'

/** Asks the agent to end the session; ends it by force where it does not. Afterwards there is nothing left of it. */
export async function stop(
  here: Here,
  sessionId: string,
  graceSeconds: number,
  { turn = Number.POSITIVE_INFINITY, keep }: { turn?: number; keep?: Keep } = {},
): Promise<void> {
  const places = placesOf(here, sessionId)
  await exclusively(places.box, async () => {
    const record = await readRecord(places)
    if (record && record.turn > turn) return
    if (record) await endGently(places, record, graceSeconds)
    if (record && keep) await keep(commandsLeft(places))
    await destroy(places)
  })
}

async function endGently(places: Places, { process, started, stopKey }: BoxRecord, grace: number) {
  if (!process || !started || !isAlive(process)) return
  // A frozen box's agent is woken to write down what its commands said, and they are not: what they did next would be in
  // no file that was kept.
  const isFrozen = isStill(process.pid)
  if (isFrozen) {
    await writeFile(places.leaving, '')
    meltAgent(process.pid)
  }
  const leftMs = await askToEnd({ address: { socketPath: places.socket }, key: stopKey }, grace)
  if (!leftMs) return
  // An agent whose lease ended while it was frozen gives them a grace that they cannot use.
  if (isFrozen) killCommands(process.pid)
  await happens(() => !isAlive(process), leftMs())
}
