import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { projectPlaces } from '../../emulators/project/places.ts'
import { Running } from '../../emulators/project/running.ts'
import { host } from '../../shared/providers/local/host.ts'
import { deployEmulated } from '../../tools/deploy/emulated/deploy.ts'
import { destroyEmulated } from '../../tools/deploy/emulated/destroy.ts'
import { smoke } from '../../tools/deploy/smoke.ts'
import { family, survivors } from '../kit/processes.ts'
import { hasTerraform } from '../kit/terraform.ts'

// What a user needs from nothing to a receipt. All of them: `npm run deploy -- --emulated --once`.
const functions = [
  'health-check',
  'users-create',
  'credits-grant',
  'passports-create',
  'sessions-create',
  'sessions-get',
  'sessions-execute',
  'sessions-delete',
  'sessions-receipt',
  'workers-cloud-run',
  'jobs-sweep',
]
const isPossible = hasTerraform && host().launchers.includes('bwrap')

test.skipIf(!isPossible)(
  'a session runs through functions that terraform applied, also after the project was killed, and nothing is left of them (skipped without Terraform or bubblewrap)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onmt-'))
    const directory = join(folder, 'deployed')
    const say = () => {}
    try {
      await deployEmulated({ directory, say, functions })
      const killed = runningIn(directory).pid
      process.kill(killed, 'SIGKILL')
      const again = await deployEmulated({ directory, say, functions })
      expect(again.changes).toBe(0)
      expect(runningIn(directory).pid).not.toBe(killed)
      const steps: string[] = []
      await smoke(again, (step) => steps.push(step))
      expect(steps).toContain('a terminal was open in it')

      await rung(runningIn(directory))

      const all = family(runningIn(directory).pid)
      await destroyEmulated({ directory, say })
      expect(await survivors(all)).toEqual([])
      expect([directory, projectPlaces(directory).run].filter(existsSync)).toEqual([])
    } finally {
      await destroyEmulated({ directory, say, isForced: true })
      rmSync(folder, { recursive: true, force: true })
    }
  },
  // Twice through Terraform, on a machine that may have other things to do.
  600_000,
)

const runningIn = (directory: string) =>
  Running.parse(JSON.parse(readFileSync(projectPlaces(directory).running, 'utf8')))

/** The clock that Terraform applied is rung, and the sweep's function takes what it says, from whom it knows. */
async function rung({ env, controlUrl }: Running): Promise<void> {
  const scheduler = `${env.GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT}/v1`
  const parent = 'projects/onmemos-emulated/locations/us-central1'
  const job = z.object({ name: z.string(), schedule: z.string() })
  const { jobs } = z.object({ jobs: z.array(job) }).parse(await got(`${scheduler}/${parent}/jobs`))
  const name = jobs.find(({ schedule }) => schedule === '* * * * *')?.name
  const taken = async () =>
    z.object({ acknowledged: z.int() }).parse(await got(`${controlUrl}/pushes/jobs-sweep`))
      .acknowledged
  const before = await taken()
  await fetch(`${scheduler}/${name}:run`, { method: 'POST', body: '{}' })
  await expect.poll(taken, { timeout: 60_000 }).toBeGreaterThan(before)
}

const got = async (url: string): Promise<unknown> => (await fetch(url)).json()
