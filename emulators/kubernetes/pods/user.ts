import type { User } from './container.ts'
import { NotYet } from './fields.ts'
import type { Container, Pod } from './spec.ts'

/** Who a container's processes are, and what they may do. An image names no user: it is root unless one is said. */
export function userOf(pod: Pod, { securityContext }: Container): User {
  const around = pod.spec.securityContext
  const uid = securityContext.runAsUser ?? around.runAsUser ?? 0
  const gid = securityContext.runAsGroup ?? around.runAsGroup ?? 0
  if ((securityContext.runAsNonRoot ?? around.runAsNonRoot) && uid === 0) {
    throw new NotYet(
      'CreateContainerConfigError',
      'container has runAsNonRoot and image will run as root',
    )
  }
  const { add = [], drop = [] } = securityContext.capabilities ?? {}
  const dropped = new Set(drop.map(spelled))
  const kept = dropped.has('all') ? [] : usual.filter((name) => !dropped.has(name))
  const added = add.map(spelled).filter((name) => usual.includes(name))
  return { uid, gid, capabilities: uid === 0 ? [...new Set([...kept, ...added])] : [] }
}

const spelled = (name: string) => name.toLowerCase().replace(/^cap_/, '')

/** What container runtimes give, less what would reach the machine. */
const usual: readonly string[] = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'net_bind_service',
  'setgid',
  'setpcap',
  'setuid',
]
