import { listCommands, outputOf } from '../../../shared/commands/history.ts'
import type { Plane } from '../../../shared/plane.ts'
import type { Session } from '../../../shared/sessions/session.ts'
import type { Run } from './boxes.ts'
import { Inside, printed } from './inside.ts'

/**
 * Files of a session that a pause lost: what was in its box when that went, and is not, the same, in the next one that
 * anybody was let into, or in the archive that waits for one. And all that was in a box of ours that we destroyed by mistake.
 */
export function filesLost(
  { status, reason }: Session,
  runs: readonly Run[],
  archived: Buffer | undefined,
): readonly string[] {
  const lost: string[] = []
  let before: Run | undefined
  for (const run of runs) {
    if (before && !run.brought) continue
    if (before && run.brought) lost.push(...missing(before, run.brought))
    before = run
  }
  if (before && status === 'paused') {
    const waiting = new Inside()
    if (archived && isWhole(archived)) waiting.unpack(archived)
    lost.push(...missing(before, waiting.files))
  }
  const isMistake = status === 'failed' && reason === 'provider_lost' && before?.cause === 'stopped'
  return before && isMistake ? [...lost, ...before.inside.files.keys(), 'its box'] : lost
}

/** One that was cut is as good as none. */
const isWhole = (archived: Buffer) => archived.at(-1) === ']'.charCodeAt(0)

const missing = ({ inside }: Run, there: ReadonlyMap<string, string>) =>
  [...inside.files].filter(([name, text]) => there.get(name) !== text).map(([name]) => name)

/** Lines that its commands printed, as far as a box lived to write them down, and that its history does not tell. */
export async function linesLost(
  plane: Plane,
  session: Session,
  runs: readonly Run[],
): Promise<readonly string[]> {
  const said = runs.flatMap(({ inside }) => inside.commands.map(printed))
  if (said.length === 0) return []
  const told = await toldOf(plane, session)
  return said.filter((line) => !told.includes(line))
}

async function toldOf(plane: Plane, session: Session): Promise<readonly string[]> {
  const told: string[] = []
  for (let after = 0; ; ) {
    const page = await listCommands(plane, session, { after, limit: 100 })
    for (const { number } of page) {
      const { bytes } = await outputOf(plane, session, { number, stream: 'stdout', offset: 0 })
      told.push(bytes.toString())
    }
    const last = page.at(-1)
    if (!last) return told
    after = last.number
  }
}
