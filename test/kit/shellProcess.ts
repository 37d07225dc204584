import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { settingsOf, type World } from './world.ts'

/** The shell as its own process, in front of a test world's sessions. */
export async function startShell(world: World, port = 0) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'shell/main.ts'], {
    env: { ...process.env, ...settingsOf(world), PORT: `${port}`, HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
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

const Listening = z.object({ address: z.object({ port: z.int() }) })
