import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Firestore } from '@google-cloud/firestore'
import { onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import { Owner } from '../../../emulators/keeper/owner.ts'
import {
  type GoogleEmulatorsOptions,
  startGoogleEmulators,
} from '../../../emulators/keeper/start.ts'
import { logTo } from '../../../shared/platform/log.ts'
import { newProjectId } from '../../kit/database.ts'

/** A state directory, and processes and databases on it, which end with the test. */
export async function bench() {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'onmemos-state-'))
  onTestFinished(() => rm(stateDirectory, { recursive: true }))
  const projectId = newProjectId()
  const logged: string[] = []
  return {
    stateDirectory,
    projectId,
    logged,
    async start(options: Partial<GoogleEmulatorsOptions> = {}) {
      const log = logTo((line) => logged.push(line))
      const emulators = await startGoogleEmulators({ stateDirectory, projectId, log, ...options })
      onTestFinished(() => emulators.stop().catch(() => undefined))
      return emulators
    },
    /** Starts them from a process of its own, which only a kill ends. */
    async startElsewhere() {
      const args = ['--import', 'tsx', parentPath, stateDirectory, projectId]
      const parent = spawn(process.execPath, args, {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      })
      const exited = new Promise((resolve) => parent.once('exit', resolve))
      // Its process group, which is all that a terminal's Ctrl-C or a supervisor would reach.
      const kill = async () => {
        if (parent.pid && parent.exitCode === null) process.kill(-parent.pid, 'SIGKILL')
        await exited
      }
      for await (const line of createInterface({ input: parent.stdout })) {
        return { ...Hosts.parse(JSON.parse(line)), kill }
      }
      throw new Error('the parent ended before it was ready')
    },
    database(firestoreHost: string) {
      // The client heeds this above its own settings, and the suite has set it to its own emulator.
      vi.stubEnv('FIRESTORE_EMULATOR_HOST', firestoreHost)
      const db = new Firestore({ projectId })
      vi.unstubAllEnvs()
      onTestFinished(() => db.terminate())
      return db
    },
    keeperPid: async () =>
      Owner.parse(JSON.parse(await readFile(join(stateDirectory, 'lock'), 'utf8'))).keeper.pid,
  }
}

const parentPath = fileURLToPath(new URL('./start-and-wait.ts', import.meta.url))
const Hosts = z.object({ firestoreHost: z.string(), pubsubHost: z.string() })
