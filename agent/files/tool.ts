import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { AgentConfig } from '../../shared/agents/launch.ts'

/** Runs a program of the system as the box's user: what may take long does not hold up the agent. */
export async function runTool(
  { owner, env }: AgentConfig,
  program: 'mv' | 'rm',
  args: readonly string[],
): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(owner ?? {}),
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < saidMax) said += chunk
  })
  const [exitCode] = await once(child, 'close')
  if (exitCode === 0) return
  const why = said.trim().split('\n')[0]?.slice(0, saidMax) ?? ''
  throw new ConnectError(codeOf(why), why || `${program} failed`)
}

const codeOf = (why: string): ConnectError['code'] => {
  if (/permission denied|not permitted|read-only/i.test(why)) return 'permission_denied'
  if (/no space left/i.test(why)) return 'resource_exhausted'
  return 'failed_precondition'
}

const saidMax = 500
