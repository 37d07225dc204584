import type { WebSocket } from 'ws'
import type { Life } from '../pods/life.ts'
import { isTrue } from '../request.ts'
import { channel, failure, listen, say, sayEnd, success } from './channels.ts'

/** A container's own streams, from now on. */
export async function attach(socket: WebSocket, life: Life, query: URLSearchParams): Promise<void> {
  const { running, container } = life
  if (!running) {
    return sayEnd(socket, failure(`container ${container.name} is not running`))
  }
  const wanted = { stdout: isTrue(query.get('stdout')), stderr: isTrue(query.get('stderr')) }
  const unlisten = life.log.listen((stream, bytes) => {
    if (wanted[stream]) say(socket, channel[stream], bytes)
  })
  socket.on('close', unlisten)
  if (isTrue(query.get('stdin')) && container.stdin) {
    listen(socket, {
      stdin: (bytes) => void running.write(bytes),
      stdinEnded: () => running.endInput(),
      resized: (size) => running.resize(size),
    })
    socket.on('close', () => {
      if (container.stdinOnce) running.endInput()
    })
  } else {
    listen(socket, {
      stdin: () => {},
      stdinEnded: () => {},
      resized: (size) => running.resize(size),
    })
  }
  say(socket, channel.stdout, Buffer.alloc(0))
  await running.exited
  sayEnd(socket, success)
}
