import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from './sandbox.ts'

/** Reaches what listens in a pod, from outside of its network: by a process of ours that is within. */
export class Dialler {
  readonly #sandbox: Sandbox
  readonly #folder: string
  #door: Promise<ChildProcess> | undefined

  constructor(sandbox: Sandbox, folder: string) {
    this.#sandbox = sandbox
    this.#folder = folder
  }

  /** A connection to a port of the pod's loopback; rejects where nobody listens there. */
  async dial(port: number): Promise<Socket> {
    this.#door ??= opened(this.#sandbox, this.#folder)
    const { pid } = await this.#door
    // Through the process, because the path of a socket must be short and its folder's need not be.
    const socket = connect({ path: `/proc/${pid}/cwd/door`, allowHalfOpen: true })
    socket.write(Buffer.of(port >> 8, port & 255))
    await new Promise<void>((joined, failed) => {
      const refused = () =>
        failed(new Error(`failed to connect to localhost:${port} inside the pod`))
      socket.once('error', refused).once('close', refused)
      socket.once('readable', () => (socket.read(1) ? joined() : refused()))
    })
    return socket
  }

  async close(): Promise<void> {
    const door = await this.#door?.catch(() => undefined)
    if (!door || door.exitCode !== null) return
    const exited = once(door, 'exit')
    door.kill('SIGKILL')
    await exited
  }
}

async function opened(sandbox: Sandbox, folder: string): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true })
  const program = fileURLToPath(new URL('door.cjs', import.meta.url))
  const into = ['--target', String(sandbox.pid), '--net', '--']
  const child = spawn('nsenter', [...into, process.execPath, program], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const died = once(child, 'exit').then(() => {
    throw new Error('the door into the pod did not open')
  })
  await Promise.race([once(child.stdout, 'data'), died])
  died.catch(() => undefined)
  return child
}
