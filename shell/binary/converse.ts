import { faultOf } from '../../functions/problem.ts'
import type { CommandEvent } from '../../shared/agents/events.ts'
import { endingOf } from '../../shared/commands/run.ts'
import { terminalFault } from '../../shared/commands/terminal.ts'
import { closeCodes } from '../../shared/contract/shell.ts'
import type { Plane } from '../../shared/plane.ts'
import { isOver } from '../../shared/sessions/states.ts'
import type { Guest } from '../admit.ts'
import type { Speaks } from '../conversation.ts'
import { Input } from '../input.ts'
import type { Socket } from '../socket.ts'
import { watch } from '../watch.ts'
import { decode, encode, type Frame } from './frames.ts'
import { programIn } from './program.ts'
import { type Wish, wishOf } from './wish.ts'

/** Speaks binary frames with a guest about one program: `attach` the session's shell, `exec` a command of its own. */
export const converse =
  (speaks: 'attach' | 'exec'): Speaks =>
  (plane, guest, socket) => {
    const wish = wishOf(speaks, guest.query)
    return wish instanceof Error ? refused(wish, socket) : relay(plane, guest, socket, wish)
  }

/** As for any failure behind the upgrade: one Error frame, then the end. */
function refused(why: Error, socket: Socket) {
  void socket.send(encode({ type: 'error', message: why.message }))
  socket.close(closeCodes.ended, 'refused')
  return { restart: () => undefined }
}

function relay(plane: Plane, guest: Guest, socket: Socket, wish: Wish) {
  const { session } = guest
  const offsets = { stdout: wish.stdoutOffset, stderr: wish.stderrOffset }
  const leaving = new AbortController()
  const tell = (frame: Frame) => socket.send(encode(frame))
  const fail = async (cause: unknown) => {
    const fault = faultOf(await terminalFault(plane, session, cause))
    if (fault.status >= 500) plane.log.error(fault.message, { session_id: session.id, cause })
    await tell({ type: 'error', message: fault.message })
  }
  const begun = programIn(plane, session, wish, leaving.signal)
  const input = new Input(socket, async (bytes) => {
    // That it did not begin is told by who listens to it.
    const program = await begun.catch(() => undefined)
    await program?.line.type(bytes)
  })
  let isInputOver = false

  socket.onMessage((message) => {
    const frame = read(message)
    if (typeof frame === 'string') void tell({ type: 'error', message: frame })
    else hear(frame).catch(fail)
  })
  socket.gone.addEventListener('abort', () => {
    const over = wish.closesStdin && !isInputOver ? closeInput() : input.settled()
    const late = new Promise((resolve) => setTimeout(resolve, lastWordsMs))
    void Promise.race([over.catch(() => undefined), late]).then(() => leaving.abort())
  })
  watch(plane, session, socket.gone, {
    // There is no frame to warn with.
    warn: () => undefined,
    ending({ status, reason }) {
      if (isOver(status)) setTimeout(() => socket.close(closeCodes.ended, `${reason}`), lastWordsMs)
    },
  })
  void listen()

  async function listen(): Promise<void> {
    try {
      const { line } = await begun
      line.onRefused((refusal) => void fail(refusal))
      for await (const event of line.events) await say(event)
    } catch (cause) {
      if (leaving.signal.aborted) return
      await fail(cause)
      socket.close(closeCodes.ended, 'the program cannot be reached')
    }
  }

  async function say(event: CommandEvent): Promise<void> {
    if (event.type === 'start') return
    if (event.type === 'end') {
      // Always the last: both streams were told to their ends.
      await tell({ type: 'exit', code: endingOf(event).returncode })
      return
    }
    const { type, offset, data } = event
    if (offset !== offsets[type] && wish.isExtended)
      await tell({ type: 'skip', stream: type, offset })
    offsets[type] = offset + data.length
    await tell({ type, data: Buffer.from(data.buffer, data.byteOffset, data.length) })
  }

  async function hear(frame: Frame): Promise<void> {
    if (frame.type === 'stdin') input.push(frame.data)
    else if (frame.type === 'stdin_close') await closeInput()
    else if (!wish.isExtended) return
    else if (frame.type === 'resize') (await begun).line.resize(frame)
    else if (frame.type === 'signal') await (await begun).signal(frame.signal)
  }

  async function closeInput(): Promise<void> {
    isInputOver = true
    await input.settled()
    const { line } = await begun
    line.closeInput()
  }

  return {
    restart: () => {
      const { stdout, stderr } = offsets
      socket.close(closeCodes.restart, `resume at stdout_offset=${stdout}&stderr_offset=${stderr}`)
    },
  }
}

const lastWordsMs = 500

function read(message: Buffer): Frame | string {
  try {
    return decode(message)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
