import type { BoxSpec } from '../provider.ts'
import { host } from './host.ts'
import type { Launcher } from './launcher.ts'

/** What the user may want to know of the box, and where it is less than was asked for. */
export async function detailsOf(
  { template }: BoxSpec,
  launcher: Launcher,
  limits: Readonly<Record<'memory' | 'cpu' | 'pids', string>>,
): Promise<Record<string, unknown>> {
  const { isRoot, versions } = host()
  return {
    launcher: launcher.name,
    isolation: isRoot ? launcher.isolation : ['user', ...launcher.isolation],
    limits: { memory: limits.memory, cpu: limits.cpu, processes: limits.pids, disk: 'enforced' },
    network: 'none',
    toolchain: Object.fromEntries(await versions()),
    notes: [...(await missing(template)), ...(isRoot ? [] : [sameUser])],
  }
}

async function missing(template: BoxSpec['template']): Promise<readonly string[]> {
  const program = { base: undefined, python: 'python3', nodejs: 'node', go: 'go' }[template]
  const isThere = !program || (await host().versions()).has(program)
  return isThere ? [] : [`${program} is not on this host, which the box shows as it is`]
}

const sameUser =
  'started without root: commands run as the same user as the agent and are not kept from ending it'
