import type { Environment } from '../../functions/settings.ts'
import type { Backend } from '../../shared/contract/topics.ts'
import { host } from '../../shared/providers/local/host.ts'
import { findDocker } from './docker.ts'

/** What runs sessions on this machine beside `local`, each its own provider's. */
export interface Backends {
  readonly gke: boolean
  readonly cloudRun: boolean
  /** Where the Docker daemon is; null where there is none. */
  readonly dockerHost: string | null
}

/** Those that were asked for, and Docker where it is there anyway. One that cannot be had here is an error that says what to do. */
export async function backendsHere(asked: readonly Backend[], env: Environment): Promise<Backends> {
  const { isRoot, launchers } = host()
  const hasBubblewrap = launchers.includes('bwrap')
  const dockerHost = await findDocker(env)
  const missing: Readonly<Record<Backend, string | false>> = {
    local: false,
    docker: !dockerHost && (isRoot ? noDaemon(env) : notRoot('docker')),
    cloud_run: !hasBubblewrap && noBubblewrap('cloud_run'),
    gke: isRoot ? !hasBubblewrap && noBubblewrap('gke') : notRoot('gke'),
  }
  const problems = asked.flatMap((backend) => missing[backend] || [])
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return { gke: asked.includes('gke'), cloudRun: asked.includes('cloud_run'), dockerHost }
}

/** What runs each provider's sessions, as the setting has it: `local` stands in for the clouds that are not here. */
export const placementOf = ({ gke, cloudRun, dockerHost }: Backends): string =>
  [
    'local=local',
    `cloud_run=${cloudRun ? 'cloud_run' : 'local'}`,
    `gke=${gke ? 'gke' : 'local'}`,
    'workstations=local',
    ...(dockerHost ? ['docker=docker'] : []),
  ].join()

const noDaemon = ({ DOCKER_HOST: said }: Environment) =>
  said
    ? `no Docker daemon of this machine answers at DOCKER_HOST=${said}: start it, or say where one is (unix:///path/to/docker.sock)`
    : 'no Docker daemon answers at /var/run/docker.sock: start one (apt-get install docker.io; dockerd), or say where it is with DOCKER_HOST=unix:///path/to/docker.sock'
const notRoot = (backend: string) =>
  `${backend} sessions need root on this machine: run npm start as root`
const noBubblewrap = (backend: string) =>
  `${backend} sessions need bubblewrap on this machine: apt-get install bubblewrap`
