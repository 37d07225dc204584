import type * as z from 'zod'
import type { CommandRecord } from '../../../shared/agents/history.ts'
import { returncodeOf } from '../../../shared/commands/run.ts'
import type { ExecboxSession } from '../../../shared/contract/execbox/sessions.ts'
import type { Session as NativeView } from '../../../shared/contract/session.ts'
import type { Session } from '../../../shared/sessions/session.ts'

type View = z.output<typeof ExecboxSession>

/** `sess_…` there, `sess…` here: our ids have no underscore. Both are taken. */
export const ourId = (id: string) => id.replace(/^sess_/, 'sess')
export const theirId = (id: string) => id.replace(/^sess(?!_)/, 'sess_')

/** What a session was asked for as, where its own fields do not say it. */
export const asked = {
  image: 'execbox.image',
  network: 'execbox.network',
  ports: 'execbox.ports',
  command: 'execbox.command',
} as const

/** The name under which `attach` finds what a session was made to run. */
export const mainTag = 'attach-main'

/** A session in Execbox's names. `main` is its command, if it was made with one and somebody looked. */
export function viewOf(
  session: Pick<Session, 'id' | 'template' | 'labels' | 'status' | 'created_at'> &
    Pick<Session, 'started_at' | 'ended_at'>,
  main?: CommandRecord,
): View {
  const ending = main?.ending
  const exitCode = ending && returncodeOf({ ...ending, timedOut: ending.cause === 'timeout' })
  const endedAt = session.ended_at ?? ending?.endedAt
  return {
    id: theirId(session.id),
    status: ending ? (exitCode === 0 ? 'stopped' : 'failed') : statuses[session.status],
    image: session.labels[asked.image] ?? session.template,
    createdAt: session.created_at,
    ...(session.started_at ? { startedAt: session.started_at } : {}),
    ...(endedAt ? { endedAt } : {}),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    ...networkOf(session.labels),
  }
}

const statuses: Readonly<Record<z.output<typeof NativeView>['status'], View['status']>> = {
  provisioning: 'pending',
  running: 'running',
  pausing: 'running',
  paused: 'stopped',
  resuming: 'pending',
  stopping: 'stopped',
  stopped: 'stopped',
  failed: 'failed',
}

/** Where ports were asked for; an address for one is at `/url`, because it expires. */
export function networkOf(labels: Readonly<Record<string, string>>): Pick<View, 'network'> {
  const { [asked.network]: mode, [asked.ports]: ports } = labels
  if (!mode || !ports || mode === 'none') return {}
  const each = ports.split(' ').map((port) => [port, { hostPort: 0, url: '' }] as const)
  return { network: { mode, host: '', ports: Object.fromEntries(each) } }
}
