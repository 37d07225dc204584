import type { ContainerInspectInfo } from 'dockerode'
import * as z from 'zod'
import { AgentEnded } from '../../agents/launch.ts'
import { instant } from '../../platform/clock.ts'
import { readParsed, writeWhole } from '../local/files.ts'
import type { Places } from '../local/places.ts'
import type { Observed } from '../provider.ts'
import { lookAt } from './container.ts'
import type { Here } from './options.ts'
import { readRecord } from './record.ts'

/** A box half made by someone who is gone counts as absent: nobody was ever given it. */
export async function observe(here: Here, places: Places): Promise<Observed> {
  const [record, container] = await Promise.all([readRecord(places), lookAt(here, places)])
  if (container?.State.Running) return { state: 'running' }
  if (!record) return { state: 'absent' }
  const said = await readParsed(places.endedByAgent, AgentEnded)
  if (said) return { state: 'ended', ...said }
  if (!record.started) return { state: 'absent' }
  return { state: 'ended', ...(await endUnsaid(places, container)) }
}

/** A box that went without a word: what happened is judged once, so that every later answer is the same. */
async function endUnsaid(
  places: Places,
  container: ContainerInspectInfo | undefined,
): Promise<z.output<typeof Unsaid>> {
  const judged = await readParsed(places.endedUnsaid, Unsaid)
  if (judged) return judged
  const state = container?.State
  const at = Date.parse(state?.FinishedAt ?? '')
  const ended: z.output<typeof Unsaid> = {
    cause: state?.OOMKilled && state.ExitCode === killedBySigkill ? 'oom' : 'lost',
    endedAt: instant(at > 0 ? at : Date.now()),
  }
  await writeWhole(places.endedUnsaid, ended)
  return ended
}

const Unsaid = z.object({ cause: z.enum(['oom', 'lost']), endedAt: z.iso.datetime() })

/** How a shell says that its agent was killed by signal 9. */
const killedBySigkill = 137
