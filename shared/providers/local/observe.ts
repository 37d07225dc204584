import { stat } from 'node:fs/promises'
import * as z from 'zod'
import { AgentEnded } from '../../agents/launch.ts'
import { instant } from '../../platform/clock.ts'
import type { Observed } from '../provider.ts'
import { oomKills } from './cgroups/oom.ts'
import { readIfThere, readParsed, writeWhole } from './files.ts'
import { isLiving } from './living.ts'
import type { Places } from './places.ts'
import { type BoxRecord, readRecord } from './record.ts'

/** A box half made by someone who is gone counts as absent: nobody was ever given it. */
export async function observe(places: Places): Promise<Observed> {
  const record = await readRecord(places)
  if (!record) return { state: 'absent' }
  if (isLiving(record)) return { state: 'running' }
  const said = await readParsed(places.endedByAgent, AgentEnded)
  if (said) return { state: 'ended', ...said }
  if (!record.started) return { state: 'absent' }
  return { state: 'ended', ...(await endUnsaid(places, record)) }
}

/** A box that went without a word: what happened is judged once, so that every later answer is the same. */
async function endUnsaid(places: Places, { cgroups }: BoxRecord): Promise<z.output<typeof Unsaid>> {
  const judged = await readParsed(places.endedUnsaid, Unsaid)
  if (judged) return judged
  const exit = await exitOf(places)
  const isOom = exit?.code === killedBySigkill && (await oomKills(cgroups)) > 0
  const ended: z.output<typeof Unsaid> = {
    cause: isOom ? 'oom' : 'lost',
    endedAt: exit?.at ?? instant(Date.now()),
  }
  await writeWhole(places.endedUnsaid, ended)
  return ended
}

const Unsaid = z.object({ cause: z.enum(['oom', 'lost']), endedAt: z.iso.datetime() })

/** What the box's first process noted of the agent's exit, if it came to it. */
async function exitOf({ exited }: Places) {
  const code = await readIfThere(exited)
  return code === undefined
    ? undefined
    : { code: Number(code), at: instant((await stat(exited)).mtimeMs) }
}

/** How a shell says that a process was killed by signal 9. */
const killedBySigkill = 137
