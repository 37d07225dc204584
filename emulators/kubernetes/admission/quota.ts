import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { kindNamed, kinds } from '../kinds.ts'
import { amountOf } from '../quantity.ts'
import { forbidden } from '../refusal.ts'
import type { Stored } from '../state.ts'
import { Quantities, Spec } from './pod.ts'

const Quota = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ hard: Quantities.default({}) }).default({ hard: {} }),
})

/** Refuses what would take a namespace over any of its quotas. */
export function refuseOverQuota(cluster: Cluster, fresh: Stored): void {
  const namespace = fresh.metadata.namespace ?? ''
  const kind = kinds.find((one) => one.kind === fresh.kind)
  if (!kind) return
  for (const object of cluster.store.all({ kind: quotas, namespace })) {
    const { metadata, spec } = Quota.parse(object)
    const wanted = Object.keys(spec.hard).filter((name) => usageOf(fresh, name) !== 0)
    const silent = wanted.filter((name) => Number.isNaN(usageOf(fresh, name)))
    if (silent.length > 0) {
      const why = `failed quota: ${metadata.name}: must specify ${silent.join(',')}`
      throw forbidden(kind, fresh.metadata.name, why)
    }
    const used = usageIn(cluster, namespace, wanted)
    const over = wanted.filter(
      (name) => (used[name] ?? 0) + usageOf(fresh, name) > amountOf(spec.hard[name] ?? '0'),
    )
    if (over.length === 0) continue
    const list = (of: (name: string) => string | number | undefined) =>
      over.map((name) => `${name}=${of(name)}`).join(',')
    throw forbidden(
      kind,
      fresh.metadata.name,
      `exceeded quota: ${metadata.name}, requested: ${list((name) => written(name, usageOf(fresh, name)))}, used: ${list((name) => written(name, used[name] ?? 0))}, limited: ${list((name) => spec.hard[name])}`,
    )
  }
}

/** Says in each quota's status what is used of it, as a cluster's controller does. */
export function countQuotas(cluster: Cluster, namespace: string): void {
  for (const object of cluster.store.all({ kind: quotas, namespace })) {
    const { spec } = Quota.parse(object)
    const counted = usageIn(cluster, namespace, Object.keys(spec.hard))
    const used = Object.fromEntries(
      Object.entries(counted).map(([name, amount]) => [name, written(name, amount)]),
    )
    cluster.store.put(quotas, { ...object, status: { hard: spec.hard, used } })
  }
}

export const isCounted = (kind: string) => counted.has(kind)
const counted: ReadonlySet<string> = new Set([
  'ConfigMap',
  'PersistentVolumeClaim',
  'Pod',
  'ResourceQuota',
  'Secret',
])

function usageIn({ store }: Cluster, namespace: string, names: readonly string[]) {
  const objects = store.within(namespace)
  return Object.fromEntries(
    names.map((name) => [
      name,
      objects.reduce((sum, object) => sum + (usageOf(object, name) || 0), 0),
    ]),
  )
}

/** How much of a resource an object uses; not a number where it should say so and does not. */
function usageOf(object: Stored, resource: string): number {
  const kind = kinds.find((one) => one.kind === object.kind)
  if (resource === kind?.plural || resource === `count/${kind?.plural}`)
    return isLive(object) ? 1 : 0
  if (object.kind === 'PersistentVolumeClaim' && resource === 'requests.storage') {
    const { resources } = Object(object.spec)
    return amountOf(Object(resources).requests?.storage ?? '0')
  }
  const [list, name] = compute[resource] ?? []
  if (object.kind !== 'Pod' || !list || !name || !isLive(object)) return 0
  const sum = (containers: Spec['containers']) =>
    containers.map(({ resources }) => {
      const amount = resources[list]?.[name]
      return amount === undefined ? Number.NaN : amountOf(amount)
    })
  const { containers, initContainers = [] } = Spec.parse(object.spec)
  return Math.max(
    sum(containers).reduce((total, one) => total + one, 0),
    ...sum(initContainers),
  )
}

const compute: Readonly<Record<string, readonly ['limits' | 'requests', string]>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'requests.cpu': ['requests', 'cpu'],
  'requests.memory': ['requests', 'memory'],
  'requests.ephemeral-storage': ['requests', 'ephemeral-storage'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
  'limits.ephemeral-storage': ['limits', 'ephemeral-storage'],
}

/** A pod that has ended uses nothing. */
function isLive({ kind, status }: Stored): boolean {
  const { phase } = Object(status)
  return kind !== 'Pod' || (phase !== 'Succeeded' && phase !== 'Failed')
}

const written = (name: string, amount: number) =>
  name.endsWith('cpu') && !Number.isInteger(amount)
    ? `${Math.round(amount * 1_000)}m`
    : String(amount)

const quotas = kindNamed('ResourceQuota')
