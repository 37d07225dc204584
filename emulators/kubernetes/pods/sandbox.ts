import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { environment, quote } from '../../../shared/providers/local/wrapper.ts'

/** What the containers of a pod share: a network with nothing but itself in it, a host name, and System V memory. */
export interface Sandbox {
  /** The process that holds the namespaces; containers enter them by it. */
  readonly pid: number
  end(): Promise<void>
}

/** It ends with us: its only line to the world is a pipe of ours. */
export async function openSandbox(hostname: string, ip: string): Promise<Sandbox> {
  const inside = [
    `hostname ${quote(hostname)} 2>/dev/null || true`,
    'ip link set lo up',
    `ip address add ${quote(ip)}/32 dev lo`,
    'echo ready',
    'exec cat',
  ]
  const child = spawn('unshare', ['--net', '--ipc', '--uts', '/bin/sh', '-ec', inside.join('\n')], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  await ready(child)
  const { pid } = child
  if (pid === undefined) throw new Error('no process for the sandbox of a pod')
  return {
    pid,
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

const ready = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout?.once('data', () => resolve())
    child.stderr?.on('data', (text) => {
      said += text
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`failed to create the pod's sandbox: ${said}`)))
  })
