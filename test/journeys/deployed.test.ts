import { expect, test } from 'vitest'
import { logTo } from '../../shared/platform/log.ts'
import { host } from '../../shared/providers/local/host.ts'
import { deployEmulated } from '../../tools/deploy/emulated.ts'
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
      expect(await deployed.destroy()).toEqual([])
    } finally {
      await deployed.close()
    }
  },
  300_000,
)
