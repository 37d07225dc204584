import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import * as z from 'zod'
import { settingsOf, type World } from './world.ts'

/** The shell as its own process, in front of a test world's sessions. */
export async function startShell(
  world: World,
  { port = 0, program = fromSources, env = {} }: Partial<Start> = {},
) {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, ...settingsOf(world), ...env, PORT: `${port}`, HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [first] = await Promise.race([
    createInterface(child.stdout)
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value]),
    ended.then((code) => [`it ended with ${code}`]),
  ])
  // What it says later is for nobody; unread it would block.
  child.stdout.resume()
  const { address } = Listening.parse(JSON.parse(first))
  return {
    pid: child.pid ?? 0,
    url: `ws://127.0.0.1:${address.port}`,
    ended,
    async kill(signal: NodeJS.Signals = 'SIGKILL') {
      child.kill(signal)
      return ended
    },
  }
}
export type ShellProcess = Awaited<ReturnType<typeof startShell>>

interface Start {
  readonly port: number
  /** What Node is given. */
  readonly program: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const fromSources = ['--import', 'tsx', 'shell/main.ts']

const Listening = z.object({ address: z.object({ port: z.int() }) })
