import { expect, test } from 'vitest'
import * as z from 'zod'
import { logTo } from '../../shared/platform/log.ts'
import { host } from '../../shared/providers/local/host.ts'
import { deployEmulated, type EmulatedDeployment } from '../../tools/deploy/emulated.ts'
import { smoke } from '../../tools/deploy/smoke.ts'
import { hasTerraform } from '../kit/terraform.ts'

// What a user needs from nothing to a session; all of them take Terraform a minute.
const functions = [
  'health-check',
  'users-create',
  'credits-grant',
  'passports-create',
  'sessions-create',
  'sessions-get',
  'sessions-execute',
  'sessions-delete',
  'workers-cloud-run',
  'jobs-sweep',
]
const isPossible = hasTerraform && host().launchers.includes('bwrap')

test.skipIf(!isPossible)(
  'a session runs through functions that terraform applied, and nothing is left of them (skipped without Terraform or bubblewrap)',
  async () => {
    const steps: string[] = []
    const deployed = await deployEmulated({ log: logTo(() => {}), say: () => {}, functions })
    try {
      await smoke(deployed, (step) => steps.push(step))
      expect(steps).toContain('a command ran in it')
      await rung(deployed)
      expect(await deployed.destroy()).toEqual([])
      expect(await clocksOf(deployed)).toEqual([])
    } finally {
      await deployed.close()
    }
  },
  300_000,
)

/** The clock that Terraform applied is rung, and the sweep's function takes what it says, from whom it knows. */
async function rung(deployed: EmulatedDeployment): Promise<void> {
  const clocks = await clocksOf(deployed)
  expect(clocks.map(({ schedule }) => schedule)).toContain('* * * * *')
  const name = clocks.find(({ schedule }) => schedule === '* * * * *')?.name
  const { acknowledged } = deployed.pushed('jobs-sweep')
  await fetch(`${deployed.schedulerUrl}/v1/${name}:run`, { method: 'POST', body: '{}' })
  await expect
    .poll(() => deployed.pushed('jobs-sweep').acknowledged, { timeout: 60_000 })
    .toBeGreaterThan(acknowledged)
}

async function clocksOf({ schedulerUrl }: EmulatedDeployment) {
  const parent = 'projects/onmemos-emulated/locations/us-central1'
  const answer = await fetch(`${schedulerUrl}/v1/${parent}/jobs`)
  const job = z.looseObject({ name: z.string(), schedule: z.string() })
  return z.object({ jobs: z.array(job) }).parse(await answer.json()).jobs
}
