import type { Cluster } from '../cluster.ts'
import { forbidden } from '../refusal.ts'
import type { Asked } from '../request.ts'
import { type Action, allows, rulesFor } from './rules.ts'
import type { User } from './users.ts'

export const actionOf = ({ verb, kind, subresource, namespace, name }: Asked): Action => ({
  verb,
  group: kind.group,
  resource: subresource === '' ? kind.plural : `${kind.plural}/${subresource}`,
  namespace,
  name,
})

/** Everybody who is somebody may ask what he may do. */
export function isAllowed(cluster: Cluster, user: User, action: Action): boolean {
  const isOfOneself = action.verb === 'create' && action.resource.startsWith('selfsubject')
  if (isOfOneself && user.groups.includes('system:authenticated')) return true
  return rulesFor(cluster, user, action.namespace).some((rule) => allows(rule, action))
}

/** Refuses in the words of an API server. */
export function authorise(cluster: Cluster, user: User, asked: Asked): void {
  const action = actionOf(asked)
  if (isAllowed(cluster, user, action)) return
  const where =
    action.namespace === '' ? 'at the cluster scope' : `in the namespace "${action.namespace}"`
  throw forbidden(
    asked.kind,
    asked.name,
    `User "${user.name}" cannot ${action.verb} resource "${action.resource}" in API group "${action.group}" ${where}`,
  )
}
