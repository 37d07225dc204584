import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmulatorName, emulators, type Found } from '../google/catalogue.ts'
import { commandFor } from '../google/command.ts'
import { outputOf } from './output.ts'
import { PortTaken } from './ports.ts'
import { watchdog } from './watchdog.ts'

export interface Running {
  readonly host: string
  /** Why it is no longer running. */
  readonly ended: Promise<string>
  end(): Promise<void>
}

/** Starts an emulator that lives no longer than this process, and waits until it serves. */
export async function run(
  name: EmulatorName,
  found: Found,
  java: string,
  port: number,
): Promise<Running> {
  const { title, ready } = emulators[name]
  // At once, so that no end of ours comes between making it and the watchdog that removes it.
  const temporaryFolder = mkdtempSync(join(tmpdir(), `onmemos-${name}-`))
  const command = commandFor(name, found, { java, port, temporaryFolder })
  const [shell, ...args] = watchdog(temporaryFolder, command)
  // Its own process group, which the watchdog ends as a whole.
  const child = spawn(shell, args, { stdio: 'pipe', detached: true })
  child.stdin.on('error', () => undefined)
  const output = outputOf(child)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (failure) => resolve(`${title} did not start: ${failure.message}`))
    child.once('close', (code, signal) =>
      resolve(`${title} ended (${signal ?? `status ${code}`}). It said last:\n${output.last()}`),
    )
  })
  const end = async () => {
    child.stdin.end()
    await ended
  }
  const outcome = await Promise.race([
    output.saw('serves', ready),
    // The Pub/Sub emulator says so and then lingers without serving.
    output.saw('port taken', /BindException|Failed to bind/),
    after('silent', startMsMax),
    ended,
  ])
  if (outcome === 'serves') return { host: `127.0.0.1:${port}`, ended, end }
  await end()
  if (outcome === 'port taken') throw new PortTaken(port)
  if (outcome !== 'silent') throw new Error(outcome)
  throw new Error(`${title} did not serve within ${startMsMax} ms. It said last:\n${output.last()}`)
}

const startMsMax = 60_000

const after = <Name extends string>(name: Name, ms: number) =>
  new Promise<Name>((resolve) => {
    setTimeout(() => resolve(name), ms).unref()
  })
