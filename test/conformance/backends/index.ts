import type { Backend } from '../../../shared/contract/topics.ts'
import { liveBench } from '../../live/benches.ts'
import type { Bench } from '../bench.ts'
import { cloudRun } from './cloudRun.ts'
import { docker } from './docker.ts'
import { gke } from './gke.ts'
import { local } from './local.ts'

/** What a backend is tried on: what stands in for it here, or with `CONFORMANCE_LIVE` what the environment names. */
export const benchOf = (backend: Backend): Bench =>
  process.env.CONFORMANCE_LIVE ? liveBench(backend) : benches[backend]

/** A backend that nothing tries does not compile. */
export const benches: Readonly<Record<Backend, Bench>> = {
  local,
  docker,
  cloud_run: cloudRun,
  gke,
}
