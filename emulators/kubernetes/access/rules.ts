import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import type { User } from './users.ts'

/** What a role allows. */
const Rule = z.looseObject({
  verbs: z.array(z.string()).default([]),
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  resourceNames: z.array(z.string()).default([]),
  nonResourceURLs: z.array(z.string()).default([]),
})
export type Rule = z.output<typeof Rule>

/** What somebody wants to do. */
export interface Action {
  readonly verb: string
  readonly group: string
  /** With its subresource behind a slash. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
}

/** Every rule that holds for somebody in a namespace: by what is bound in it, and in the whole cluster. */
export function rulesFor(cluster: Cluster, user: User, namespace: string): readonly Rule[] {
  if (user.groups.includes('system:masters')) return [everything]
  const { store } = cluster
  const bound = [
    ...store.all({ kind: clusterBindings, namespace: '' }),
    ...(namespace === '' ? [] : store.all({ kind: bindings, namespace })),
  ].map((object) => Binding.parse(object))
  return bound
    .filter(({ subjects, metadata }) =>
      subjects.some((subject) => isMeant(user, { ...subject, around: metadata.namespace })),
    )
    .flatMap(({ roleRef, metadata }) => rulesOf(cluster, roleRef, metadata.namespace ?? ''))
}

export const allows = (rule: Rule, { verb, group, resource, name }: Action): boolean =>
  names(rule.verbs, verb) &&
  names(rule.apiGroups, group) &&
  isResource(rule.resources, resource) &&
  (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))

const everything: Rule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: ['*'],
}

/** Roles that every cluster has. */
const builtIn: Readonly<Record<string, readonly Rule[]>> = { 'cluster-admin': [everything] }

const names = (list: readonly string[], one: string) => list.includes('*') || list.includes(one)

/** `*` is every resource, `*` and a subresource that of any. */
function isResource(list: readonly string[], resource: string): boolean {
  const [, subresource] = resource.split('/')
  return names(list, resource) || (subresource !== undefined && list.includes(`*/${subresource}`))
}

const Binding = z.looseObject({
  metadata: z.looseObject({ namespace: z.string().optional() }),
  roleRef: z.looseObject({ kind: z.string(), name: z.string() }),
  subjects: z
    .array(z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().optional() }))
    .nullish()
    .transform((subjects) => subjects ?? []),
})

interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string | undefined
  /** Of the binding. */
  readonly around: string | undefined
}

function isMeant(user: User, { kind, name, namespace, around }: Subject): boolean {
  switch (kind) {
    case 'User':
      return user.name === name
    case 'Group':
      return user.groups.includes(name)
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${namespace ?? around}:${name}`
    default:
      return false
  }
}

function rulesOf(
  { store }: Cluster,
  { kind, name }: { readonly kind: string; readonly name: string },
  namespace: string,
): readonly Rule[] {
  const place = kind === 'Role' ? { kind: roles, namespace } : { kind: clusterRoles, namespace: '' }
  const role = store.get(place, name)
  if (!role) return kind === 'ClusterRole' ? (builtIn[name] ?? []) : []
  return z.array(Rule).nullish().parse(role.rules) ?? []
}

const roles = kindNamed('Role')
const clusterRoles = kindNamed('ClusterRole')
const bindings = kindNamed('RoleBinding')
const clusterBindings = kindNamed('ClusterRoleBinding')
