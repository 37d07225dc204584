import type { Backend } from '../../../shared/contract/topics.ts'
import type { Bench } from '../bench.ts'
import { cloudRun } from './cloudRun.ts'
import { docker } from './docker.ts'
import { gke } from './gke.ts'
import { local } from './local.ts'

/** A backend that nothing tries does not compile. */
export const benches: Readonly<Record<Backend, Bench>> = {
  local,
  docker,
  cloud_run: cloudRun,
  gke,
}
