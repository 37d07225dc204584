import type Docker from 'dockerode'
import type { BoxSpec } from '../provider.ts'
import { asked } from './daemon.ts'
import type { Image } from './image.ts'
import type { Here } from './options.ts'
import type { Ground } from './plan.ts'

/** What the user may want to know of the box. */
export async function detailsOf(
  here: Here,
  container: Docker.Container,
  { image, spec, ground }: { image: Image; spec: BoxSpec; ground: Ground },
): Promise<Record<string, unknown>> {
  const { Id, HostConfig } = await asked(container.inspect())
  return {
    container: Id.slice(0, 12),
    image: image.name,
    image_id: image.id,
    runtime: HostConfig.Runtime ?? here.runtime ?? 'default',
    isolation: [...(ground.isGvisor ? ['kernel'] : []), ...namespaces],
    limits: { memory: 'enforced', cpu: 'enforced', processes: 'enforced', disk: 'enforced' },
    network: spec.network ?? 'none',
  }
}

const namespaces = ['pid', 'mount', 'network', 'ipc', 'uts', 'cgroup']
