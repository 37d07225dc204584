import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { idOf } from '../names.ts'
import type { Revision } from '../state.ts'
import type { Images } from './images.ts'
import { newSandbox, type Sandbox } from './sandbox.ts'

/** One instance of a revision: a container that serves. */
export interface Instance {
  readonly sandbox: Sandbox
  /** Where its container listens. */
  readonly at: { readonly socketPath: string } | { readonly port: number }
  /** Requests under way. */
  requests: number
  /** When it last had one, by this machine's steady clock. */
  usedAtMs: number
  isLeaving: boolean
}

/** Starts one and answers once it listens, or why it does not. */
export async function newInstance(
  directory: string,
  images: Images,
  revision: Revision,
  port: number,
  surroundings: Readonly<Record<string, string>>,
): Promise<Instance | string> {
  const { template, service } = revision
  const [container] = template.containers
  const program = container && images[container.image]
  if (!container || !program) return `Image '${container?.image}' not found.`
  const { volumes = [] } = template
  const sandbox = await newSandbox(directory, {
    program,
    container,
    volumes,
    port,
    env: { ...surroundings, ...envOf(container), ...given(service, revision.name, port) },
  })
  const at = program.network === 'own' ? { socketPath: sandbox.socketPath } : { port }
  if (await listens(sandbox, at, startupMs(container))) {
    return { sandbox, at, requests: 0, usedAtMs: performance.now(), isLeaving: false }
  }
  const said = readFileSync(sandbox.log, 'utf8').slice(-500).trim()
  await sandbox.stop(0)
  return `${neverListened(port)}${said ? ` Logs: ${said}` : ''}`
}

export const envOf = ({ env = [] }: Revision['template']['containers'][number]) =>
  Object.fromEntries(env.flatMap((one) => ('value' in one ? [[one.name, one.value]] : [])))

const given = (service: string, revision: string, port: number) => ({
  PORT: String(port),
  K_SERVICE: idOf(service),
  K_REVISION: idOf(revision),
  K_CONFIGURATION: idOf(service),
})

async function listens(sandbox: Sandbox, at: Instance['at'], withinMs: number): Promise<boolean> {
  const late = performance.now() + withinMs
  let isOver = false
  void sandbox.exited.then(() => {
    isOver = true
  })
  while (!isOver && performance.now() < late) {
    if (await canConnect(at)) return true
    await sleep(20)
  }
  return false
}

const canConnect = (at: Instance['at']) =>
  new Promise<boolean>((answer) => {
    const options = 'port' in at ? { port: at.port, host: '127.0.0.1' } : { path: at.socketPath }
    const socket = connect(options)
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
    socket.once('connect', () => socket.destroy())
  })

/** Google's own probe, unless the container names one of its own. */
function startupMs({ startupProbe: probe }: Revision['template']['containers'][number]): number {
  if (!probe) return 240_000
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe
  return (initialDelaySeconds + periodSeconds * failureThreshold) * 1_000
}

const neverListened = (port: number) =>
  `The user-provided container failed to start and listen on the port defined provided by the PORT=${port} environment variable within the allocated timeout.`
