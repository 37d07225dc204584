import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { askToEnd } from '../ending.ts'
import { readIfThere } from '../local/files.ts'
import { killCommands } from '../local/freeze.ts'
import { commandsLeft } from '../local/history.ts'
import { exclusively } from '../local/lock.ts'
import { type Places, placesOf } from '../local/places.ts'
import type { Keep } from '../provider.ts'
import { containerOf, lookAt } from './container.ts'
import { unlessSo } from './daemon.ts'
import { destroy } from './destroy.ts'
import type { Here } from './options.ts'
import { boxName } from './plan.ts'
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
    if (record) await endGently(here, places, record, graceSeconds)
    if (record && keep) await keep(commandsLeft(places))
    await destroy(here, places)
  })
}

async function endGently(here: Here, places: Places, record: BoxRecord, graceSeconds: number) {
  const state = (await lookAt(here, places))?.State
  if (!state?.Running || !record.started) return
  // A frozen box's agent is woken to write down what its commands said, and they are not: what they did next would be in
  // no file that was kept.
  if (state.Paused) {
    await writeFile(places.leaving, '')
    if (await isPlain(state.Pid)) killCommands(state.Pid)
    await unlessSo(containerOf(here, places).unpause())
  }
  const leftMs = await askToEnd(
    { address: { socketPath: places.socket }, key: record.stopKey },
    graceSeconds,
  )
  if (!leftMs) return
  while (leftMs() > 0 && (await lookAt(here, places))?.State.Running) await sleep(20)
}

/** Whether this machine sees a box's processes as they are: a sandbox with a kernel of its own, such as gVisor, is seen in their place. */
const isPlain = async (pid: number) =>
  (await readIfThere(`/proc/${pid}/cmdline`))?.includes(`\0${boxName}\0`) ?? false
