import { resolve } from 'node:path'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { AgentConfig } from '../../shared/agents/launch.ts'

/** A path as foreign clients write it: absolute, from the user's home, or with `~`. */
export function pathIn({ env, cwd }: AgentConfig, path: string): string {
  const home = env.HOME ?? cwd
  if (path === '~') return home
  if (path.startsWith('~/')) return resolve(home, path.slice(2))
  if (path.startsWith('~')) {
    throw new ConnectError('invalid_argument', 'only one user has a home here: write ~/')
  }
  return resolve(home, path)
}
