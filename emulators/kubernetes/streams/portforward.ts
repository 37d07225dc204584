import type { WebSocket } from 'ws'
import type { PodRun } from '../pods/run.ts'
import { say } from './channels.ts'

/** Ports of a pod over one WebSocket: two channels each, of its bytes and of what went wrong. */
export function portForward(socket: WebSocket, run: PodRun, ports: readonly number[]): void {
  for (const [i, port] of ports.entries()) void join(socket, run, port, i * 2)
}

async function join(socket: WebSocket, run: PodRun, port: number, data: number): Promise<void> {
  const waiting: Buffer[] = []
  let take = (bytes: Buffer) => void waiting.push(bytes)
  socket.on('message', (message: Buffer) => {
    if (message[0] === data) take(message.subarray(1))
  })
  // The first of each channel says whose it is.
  const whose = Buffer.of(port & 255, port >> 8)
  say(socket, data, whose)
  say(socket, data + 1, whose)
  try {
    const inner = await run.dial(port)
    socket.on('close', () => inner.destroy())
    take = (bytes) => void inner.write(bytes)
    for (const bytes of waiting.splice(0)) take(bytes)
    for await (const bytes of inner) say(socket, data, bytes)
  } catch (cause) {
    say(socket, data + 1, Buffer.from(`error forwarding port ${port} to pod: ${cause}`))
  }
  socket.close(1000)
}
