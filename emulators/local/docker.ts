import Docker from 'dockerode'
import type { Environment } from '../../functions/settings.ts'

/**
 * Where the Docker daemon of this machine answers: at the setting, at DOCKER_HOST, or where it usually listens. Null where there is
 * none, or where it would be of no use: boxes of root are read by root.
 */
export async function findDocker(env: Environment): Promise<string | null> {
  if (env.ONMEMOS_DOCKER_HOST) return env.ONMEMOS_DOCKER_HOST
  if (process.getuid?.() !== 0) return null
  const host = env.DOCKER_HOST || 'unix:///var/run/docker.sock'
  const [, socketPath] = /^unix:\/\/(\/.+)$/.exec(host) ?? []
  if (!socketPath) return null
  const answer = new Docker({ socketPath, timeout: patienceMs }).ping()
  return answer.then(
    () => host,
    () => null,
  )
}

const patienceMs = 2_000
