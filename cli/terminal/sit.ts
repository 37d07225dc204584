import { ApiError, ConnectionError } from '../../sdk/errors.ts'
import { RemoteTerminal, type TerminalOptions, type TerminalSocket } from '../../sdk/terminal.ts'
import type { ServerMessage } from '../../shared/contract/shell.ts'
import type { Common } from '../api.ts'
import { Failure } from '../failure.ts'
import { tell } from '../output.ts'
import { terminalSocket } from './socket.ts'

/** Ctrl-], as telnet has it. */
const detachKey = 0x1d

interface Seat extends TerminalOptions {
  /** Only listens: nothing is typed, and Ctrl-C is our own. */
  readonly isReader?: boolean
}

/** Sits down at a terminal of a session until its program ends, and answers its exit code; 0 when we leave it. */
export async function sit(id: string, seat: Seat, flags: Common): Promise<number> {
  let ended: Extract<ServerMessage, { type: 'session_ended' }> | undefined
  let first = await firstSocket(id, flags)
  const terminal = new RemoteTerminal(
    async () => {
      const socket = first ?? (await terminalSocket(id, flags))
      first = undefined
      return socket
    },
    { ...seat, ...(seat.isReader ? {} : size()) },
    {
      output: (bytes) => void process.stdout.write(bytes),
      lost: (bytes) => say(`${bytes} bytes of output were lost before what follows`),
      connected: (isAgain) => isAgain && say('connected again'),
      reconnecting: () => say('the connection is lost; connecting again (Ctrl-] leaves)'),
      told(message) {
        if (message.type === 'warning') say(message.detail)
        if (message.type === 'error') say(message.detail)
        if (message.type !== 'session_ended') return
        ended = message
        say(message.detail)
      },
    },
  )
  const getUp = seat.isReader ? () => undefined : sitDown(terminal, id)
  try {
    const exit = await terminal.run()
    if (exit) return exit.returncode
  } finally {
    getUp()
  }
  if (ended)
    throw new Failure('session_ended', ended.detail, {
      hint: `\`onmemos receipt ${id}\` says what it cost.`,
    })
  return 0
}

/** Where nobody is there at all, or we have no key, that is said at once; a server that is there and busy is asked again. */
async function firstSocket(id: string, flags: Common): Promise<TerminalSocket | undefined> {
  try {
    return await terminalSocket(id, flags)
  } catch (cause) {
    if (cause instanceof ConnectionError && cause.cause instanceof ApiError) return undefined
    throw cause
  }
}

/** What is typed goes to the terminal, keys and all. */
function sitDown(terminal: RemoteTerminal, id: string): () => void {
  const { stdin, stdout } = process
  const type = (bytes: Buffer) => {
    const at = stdin.isTTY ? bytes.indexOf(detachKey) : -1
    if (at < 0) return terminal.type(bytes)
    terminal.type(bytes.subarray(0, at))
    say(`left; the terminal goes on: onmemos attach ${id}`)
    terminal.leave()
  }
  const resize = () => {
    const { cols, rows } = size()
    terminal.resize(cols, rows)
  }
  const leave = () => terminal.leave()
  // A file that is read to its end ends the input, as Ctrl-D does for who types.
  const over = () => terminal.type('\u0004')
  if (stdin.isTTY) stdin.setRawMode(true)
  stdin.on('data', type).on('end', over)
  stdout.on('resize', resize)
  process.on('SIGTERM', leave).on('SIGHUP', leave)
  return () => {
    stdin.off('data', type).off('end', over).pause()
    stdin.unref?.()
    stdout.off('resize', resize)
    process.off('SIGTERM', leave).off('SIGHUP', leave)
    if (stdin.isTTY) stdin.setRawMode(false)
  }
}

const size = () => ({ cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 })

/** On a line of its own, also where the terminal is raw. */
const say = (what: string) =>
  process.stdout.isTTY ? void process.stderr.write(`\r\n[onmemos: ${what}]\r\n`) : tell(what)
