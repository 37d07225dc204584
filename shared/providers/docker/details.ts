import type Docker from 'dockerode'
import type { BoxSpec } from '../provider.ts'
import { asked } from './daemon.ts'
import type { Image } from './image.ts'
import type { Here } from './options.ts'

/** What the user may want to know of the box. */
export async function detailsOf(
  here: Here,
  container: Docker.Container,
  image: Image,
  { network }: BoxSpec,
): Promise<Record<string, unknown>> {
  const { Id, HostConfig } = await asked(container.inspect())
  return {
    container: Id.slice(0, 12),
    image: image.name,
    image_id: image.id,
    runtime: HostConfig.Runtime ?? here.runtime ?? 'default',
    isolation: ['pid', 'mount', 'network', 'ipc', 'uts', 'cgroup'],
    limits: { memory: 'enforced', cpu: 'enforced', processes: 'enforced', disk: 'enforced' },
    network: network ?? 'none',
  }
}
