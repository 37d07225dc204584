import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ProjectPlaces } from '../../../emulators/project/places.ts'
import { type Running, readRunning } from '../../../emulators/project/running.ts'
import { deployment, projectId } from './place.ts'

/** The project of this folder, which runs behind us: the one that does, or one that is started now. */
export async function ensureProject(places: ProjectPlaces): Promise<Running> {
  const running = await readRunning(places.running)
  if (running) return running
  mkdirSync(places.root, { recursive: true, mode: 0o700 })
  const log = openSync(places.log, 'a', 0o600)
  const errand = { projectId, deployment, directory: places.root }
  const child = spawn(process.execPath, ['--import', tsx, main, JSON.stringify(errand)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, METADATA_SERVER_DETECTION: 'none' },
  })
  closeSync(log)
  child.unref()
  for (;;) {
    const begun = await readRunning(places.running)
    if (begun?.pid === child.pid && begun) return begun
    if (child.exitCode !== null || child.signalCode !== null) {
      const said = readFileSync(places.log, 'utf8').trim().slice(-2_000)
      throw new Error(`the emulated project did not start; ${places.log} ends so:\n${said}`)
    }
    await sleep(100)
  }
}

/** Ends the project, if it runs; what it keeps is left. */
export async function endProject(places: ProjectPlaces): Promise<void> {
  const running = await readRunning(places.running)
  if (!running) return
  process.kill(running.pid, 'SIGTERM')
  for (const late = Date.now() + endMsMax; Date.now() < late; await sleep(50)) {
    if (!(await readRunning(places.running))) return
  }
  throw new Error(
    `the emulated project (process ${running.pid}) does not end: see ${places.log}, and kill it`,
  )
}

const endMsMax = 60_000
const main = fileURLToPath(new URL('../../../emulators/project/main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
