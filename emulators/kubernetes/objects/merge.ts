type Fields = Readonly<Record<string, unknown>>

/** RFC 7386. */
export function merge(before: unknown, change: unknown): unknown {
  if (!isFields(change)) return change
  const merged: Record<string, unknown> = isFields(before) ? { ...before } : {}
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

/** As Kubernetes' own merge patch: lists of things that have a key are merged thing by thing. */
export function mergeStrategically(before: unknown, change: unknown, field = ''): unknown {
  if (Array.isArray(change)) return mergeLists(before, change, field)
  if (!isFields(change)) return change
  const { $patch, $retainKeys, ...changes } = change
  if ($patch === 'replace') return changes
  if ($patch === 'delete') return {}
  const merged: Record<string, unknown> = isFields(before) ? { ...before } : {}
  for (const key of Object.keys(merged)) {
    if (Array.isArray($retainKeys) && !$retainKeys.includes(key)) delete merged[key]
  }
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith('$setElementOrder/')) continue
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const list = key.slice('$deleteFromPrimitiveList/'.length)
      merged[list] = without(merged[list], value)
    } else if (value === null) delete merged[key]
    else merged[key] = mergeStrategically(merged[key], value, key)
  }
  return merged
}

function mergeLists(before: unknown, changes: readonly unknown[], field: string): unknown {
  const was: readonly unknown[] = Array.isArray(before) ? before : []
  if (sets.has(field)) return [...new Set([...was, ...changes])]
  const key = keyOf(field, changes)
  if (key === undefined) return changes
  if (changes.some((one) => isFields(one) && one.$patch === 'replace')) {
    return changes.filter((one) => !(isFields(one) && one.$patch === 'replace'))
  }
  const isOf = (one: unknown, other: unknown) =>
    isFields(one) && isFields(other) && one[key] === other[key]
  const kept = was.flatMap((one) => {
    const change = changes.find((other) => isOf(one, other))
    if (!isFields(change)) return [one]
    return change.$patch === 'delete' ? [] : [mergeStrategically(one, change)]
  })
  const added = changes.filter(
    (one) => !was.some((other) => isOf(one, other)) && !(isFields(one) && one.$patch === 'delete'),
  )
  return [...kept, ...added]
}

/** The patch merge keys of the published types, by the name of the list. Others are replaced whole. */
export function keyOf(field: string, changes: readonly unknown[]): string | undefined {
  const keys = mergeKeys[field] ?? []
  return keys.find((key) => changes.every((one) => isFields(one) && key in one))
}

export const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  ports: ['containerPort', 'port'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
}

const sets: ReadonlySet<string> = new Set(['finalizers'])

const without = (list: unknown, gone: unknown) =>
  Array.isArray(list) && Array.isArray(gone) ? list.filter((one) => !gone.includes(one)) : list

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
