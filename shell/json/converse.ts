import { faultOf } from '../../functions/problem.ts'
import { ClientMessage, closeCodes, type ServerMessage } from '../../shared/contract/shell.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { limits } from '../../shared/platform/limits.ts'
import { isOver } from '../../shared/sessions/states.ts'
import type { Speaks } from '../conversation.ts'
import { watch } from '../watch.ts'
import { builtIn } from './builtins.ts'
import { answerCommand } from './commands.ts'
import { statusFor } from './status.ts'
import { Terminals } from './terminals.ts'

/** Speaks JSON messages with a guest. It says nothing before it is spoken to, as clients of old expect. */
export const converse: Speaks = (plane, guest, socket) => {
  const { session } = guest
  const history: string[] = []
  let commands = 0
  const tell = (message: ServerMessage) => socket.send(JSON.stringify(message))
  const terminals = new Terminals(plane, session, { socket, tell, fail: (cause) => fail(cause) })

  socket.onMessage((bytes) => {
    const said = read(bytes)
    if (said instanceof Fault) fail(said)
    else answer(said).catch((cause: unknown) => fail(cause, said))
  })
  watch(plane, session, socket.gone, {
    warn: (warning) => void tell({ type: 'warning', ...warning }),
    ending({ status, reason }) {
      const detail = `the session ${isOver(status) ? 'has ended' : 'is ending'}: ${reason}`
      void tell({ type: 'session_ended', status, reason, detail })
      if (isOver(status)) void leave(detail)
    },
  })

  async function answer(said: ClientMessage): Promise<void> {
    switch (said.type) {
      case 'command':
        return run(said)
      case 'attach':
        return terminals.attach(said)
      case 'input':
        return terminals.type(said)
      case 'resize':
        return terminals.resize(said)
      case 'signal':
        return terminals.signal(said)
      case 'detach':
        return terminals.detach(said)
      case 'status':
        return void tell({ type: 'status', ...(await statusFor(plane, guest)) })
      case 'ping':
        return void tell({ type: 'pong' })
    }
  }

  async function run(said: Extract<ClientMessage, { type: 'command' }>): Promise<void> {
    if (commands >= limits.commandsPerSocketMax) {
      throw new Fault('invalid_request', `a socket runs ${commands} commands at once`)
    }
    commands++
    try {
      const ours = builtIn(said.command, plane, guest, history)
      history.push(said.command)
      if (history.length > historyMax) history.shift()
      if (ours) await tell(spoken(said, await ours))
      else await answerCommand(plane, session, said, tell)
    } finally {
      commands--
    }
  }

  function fail(cause: unknown, said?: ClientMessage) {
    const fault = faultOf(cause)
    if (fault.status >= 500) plane.log.error(fault.message, { session_id: session.id, cause })
    void tell({
      type: 'error',
      ...(said && 'id' in said && said.id !== undefined ? { id: said.id } : {}),
      code: fault.code,
      detail: fault.message,
      ...(fault.flaws.length > 0 ? { errors: [...fault.flaws] } : {}),
    })
  }

  /** The last words of a session that has ended come before the socket closes. */
  async function leave(why: string) {
    const late = new Promise((resolve) => setTimeout(resolve, lastWordsMs).unref())
    await Promise.race([terminals.settled(), late])
    socket.close(closeCodes.ended, why)
  }

  return {
    restart(detail) {
      const places = terminals.places()
      void tell({ type: 'reconnect', detail, offset: places[0]?.offset ?? 0, terminals: places })
      socket.close(closeCodes.restart, detail)
    },
  }
}

const historyMax = 100
const lastWordsMs = 2_000

function read(bytes: Buffer): ClientMessage | Fault {
  const parsed = ClientMessage.safeParse(json(bytes))
  if (parsed.success) return parsed.data
  const flaws = parsed.error.issues.map(({ path, message }) => ({
    location: path.map(String).join('.') || 'message',
    message,
  }))
  const detail = flaws.map(({ location, message }) => `${location}: ${message}`).join('; ')
  return new Fault('invalid_request', detail, { flaws })
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** What a built-in says, in the shape of what a command says. */
const spoken = (
  { id, command }: Extract<ClientMessage, { type: 'command' }>,
  stdout: string,
): ServerMessage => ({
  type: 'command_result',
  ...(id === undefined ? {} : { id }),
  command,
  stdout,
  stderr: '',
  returncode: 0,
  success: true,
  signal: null,
  timed_out: false,
  duration_ms: 0,
  stdout_bytes: Buffer.byteLength(stdout),
  stderr_bytes: 0,
  stdout_truncated: false,
  stderr_truncated: false,
})
