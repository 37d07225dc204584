import type { WebSocket } from 'ws'
import type { Life } from '../pods/life.ts'
import { firstMax, noProgram } from '../pods/outcome.ts'
import { isTrue } from '../request.ts'
import { channel, exitedWith, failure, listen, say, sayEnd } from './channels.ts'

/** A program beside a container's own, its streams over the socket until it ends. */
export async function exec(socket: WebSocket, life: Life, query: URLSearchParams): Promise<void> {
  const program = query.getAll('command')
  const isTerminal = isTrue(query.get('tty'))
  let first = ''
  try {
    const running = life.exec(program, {
      hasStdin: isTrue(query.get('stdin')),
      terminal: isTerminal ? { cols: 80, rows: 24 } : null,
      hear: (stream, bytes) => {
        if (first.length < firstMax) first += bytes.toString()
        if (stream === 'stdout' || !isTerminal) say(socket, channel[stream], bytes)
      },
    })
    listen(socket, {
      stdin: (bytes) => void running.write(bytes),
      stdinEnded: () => running.endInput(),
      resized: (size) => running.resize(size),
    })
    // Who leaves hangs up the terminal; without one the program goes on, as in a real cluster.
    socket.on('close', () => {
      if (isTerminal) running.child.kill('SIGHUP')
      running.endInput()
    })
    // An empty message tells that the program has been started.
    say(socket, channel.stdout, Buffer.alloc(0))
    const { code } = await running.exited
    if (code === 127 && noProgram.test(first)) throw new Error(notFound(program[0] ?? ''))
    sayEnd(socket, exitedWith(code))
  } catch (cause) {
    const { message } = Object(cause)
    sayEnd(socket, failure(`error executing command in container: ${message}`))
  }
}

const notFound = (program: string) =>
  `failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`
