import type { CommandRef } from '../agents/client.ts'
import { ConnectError } from '../agents/connect.ts'
import type { AgentLine } from '../agents/line.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import type { Session } from '../sessions/session.ts'
import { faultFor } from './run.ts'

export interface TerminalRequest {
  /** Which terminal of the session. */
  readonly name: string
  /** The very one to resume; the one of that name that runs otherwise. */
  readonly pid?: number | undefined
  /** Bytes of its output that are known already. */
  readonly offset: number
  /** Without a size a terminal that is there keeps its own. */
  readonly cols?: number | undefined
  readonly rows?: number | undefined
  /** Whether to open one where none runs; else the last of that name is joined, ended or not. */
  readonly open: boolean
  /** What runs in it; a login shell else. */
  readonly command?: string | undefined
}

export interface Terminal {
  readonly isNew: boolean
  /** From the offset on. The terminal goes on when nobody listens. */
  readonly line: AgentLine
}

/**
 * Joins a terminal of a session, or opens it. Two who open the same one in the same instant get one each, and
 * who comes later joins the second.
 */
export async function terminalIn(
  plane: Plane,
  session: Session,
  request: TerminalRequest,
  signal: AbortSignal,
): Promise<Terminal> {
  try {
    const ref = await refOf(plane, session, request)
    return ref
      ? await joined(plane, session, ref, request, signal)
      : await opened(plane, session, request, signal)
  } catch (cause) {
    if (isNowhere(cause) && request.pid === undefined && !request.open) {
      throw new Fault('not_found', `no terminal ${request.name} was opened in ${session.id} yet`)
    }
    throw await terminalFault(plane, session, cause)
  }
}

const isNowhere = (cause: unknown): boolean =>
  cause instanceof ConnectError && cause.code === 'not_found'

export const terminalTag = (name: string) => `terminal-${name}`

/** Which one is to be joined; none is when one is to be opened. */
async function refOf(
  plane: Plane,
  { backend, id }: Session,
  { name, pid, open }: TerminalRequest,
): Promise<CommandRef | undefined> {
  if (pid !== undefined) return { pid }
  if (!open) return { tag: terminalTag(name) }
  const running = await plane.agent(backend, id).list()
  return running.findLast(({ tag }) => tag === terminalTag(name))
}

async function joined(
  plane: Plane,
  session: Session,
  ref: CommandRef,
  { offset, cols, rows }: TerminalRequest,
  signal: AbortSignal,
): Promise<Terminal> {
  const agent = plane.agent(session.backend, session.id)
  const line = await agent.line({ connect: { process: ref, stdoutOffset: offset } }, signal)
  // The size is the newest listener's. One that has ended has none.
  if (cols && rows) await agent.resize({ pid: line.pid }, { cols, rows }).catch(ended)
  return { line, isNew: false }
}

async function opened(
  plane: Plane,
  session: Session,
  { name, cols = 80, rows = 24, command }: TerminalRequest,
  signal: AbortSignal,
): Promise<Terminal> {
  const args = ['-c', command ?? loginShell]
  const line = await plane.agent(session.backend, session.id).line(
    {
      start: {
        process: {
          cmd: '/bin/sh',
          args,
          cwd: '/workspace',
          envs: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
        },
        pty: { size: { cols, rows } },
        tag: terminalTag(name),
      },
    },
    signal,
  )
  return { line, isNew: true }
}

const loginShell = 'if [ -x /bin/bash ]; then exec /bin/bash -l; else exec /bin/sh -l; fi'

function ended(cause: unknown): void {
  if (!isNowhere(cause)) throw cause
}

/** What a failure means for who sits at a terminal. */
export async function terminalFault(plane: Plane, session: Session, cause: unknown) {
  if (cause instanceof ConnectError) {
    const fault = faults[cause.code]
    if (fault) return new Fault(fault, cause.message, { cause })
  }
  return faultFor(plane, session, cause)
}

const faults: Partial<
  Record<ConnectError['code'], 'not_found' | 'invalid_request' | 'unsupported'>
> = {
  not_found: 'not_found',
  out_of_range: 'invalid_request',
  failed_precondition: 'invalid_request',
  resource_exhausted: 'invalid_request',
  unimplemented: 'unsupported',
}
