import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Container, Probe } from './spec.ts'

interface Inside {
  /** Runs a program in the container and answers its exit code. */
  run(program: readonly string[]): Promise<number>
  dial(port: number): Promise<Socket>
}

/** Asks a container once by its probe: by a program in it, by its port, or by HTTP. Too late is no. */
export async function askOnce(
  container: Container,
  probe: Probe,
  inside: Inside,
): Promise<boolean> {
  const late = new AbortController()
  const inTime = answer(container, probe, inside).catch(() => false)
  const tooLate = pause(probe.timeoutSeconds * 1_000, false, late).catch(() => false)
  try {
    return await Promise.race([inTime, tooLate])
  } finally {
    late.abort()
  }
}

async function answer(container: Container, probe: Probe, inside: Inside): Promise<boolean> {
  const { exec, tcpSocket, httpGet } = probe
  if (exec) return (await inside.run(exec.command)) === 0
  if (tcpSocket) {
    const socket = await inside.dial(portOf(container, tcpSocket.port))
    socket.destroy()
    return true
  }
  if (!httpGet) return true
  const socket = await inside.dial(portOf(container, httpGet.port))
  try {
    const asked = request({ path: httpGet.path, createConnection: () => socket })
    const [response] = await once(asked.end(), 'response')
    return response.statusCode >= 200 && response.statusCode < 400
  } finally {
    socket.destroy()
  }
}

/** By its number, or by the name that the container gives it. */
function portOf({ ports }: Container, port: number | string): number {
  const named = ports.find(({ name }) => name === port)
  return named?.containerPort ?? Number(port)
}
