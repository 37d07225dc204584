import { host } from '../../../shared/providers/local/host.ts'
import { newCloudRun } from '../../kit/cloudRun.ts'
import type { Bench } from '../bench.ts'

/** Cloud Run as we emulate it, whose containers are sandboxes of this machine. */
export const cloudRun: Bench = {
  missing: () =>
    host().launchers.includes('bwrap') ? null : 'emulated containers need bubblewrap',
  raise: () => newCloudRun(),
}
