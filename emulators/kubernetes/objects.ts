import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { apiVersionOf, type Kind, kinds } from './kinds.ts'
import { invalid, noSuch, overtaken, Refusal, thereAlready } from './refusal.ts'
import type { State, Stored } from './state.ts'

/** The place of an object: its kind, and the namespace that it is in. */
export interface Place {
  readonly kind: Kind
  readonly namespace: string
}

const Told = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string().optional(),
    namespace: z.string().optional(),
    resourceVersion: z.string().optional(),
  }),
})
type Told = z.output<typeof Told>

export function create(state: State, place: Place, body: unknown): Stored {
  const told = read(place, body)
  const name = told.metadata.name ?? ''
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw invalid(
      `${place.kind.kind} "${name}" is invalid: metadata.name: a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'`,
    )
  }
  if (state.objects[keyOf(place, name)]) throw thereAlready(place.kind, name)
  if (place.kind.isNamespaced && !state.objects[`namespaces//${place.namespace}`]) {
    throw noSuch(namespaceKind, place.namespace)
  }
  const made = put(state, place, name, told, {
    uid: randomUUID(),
    creationTimestamp: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
  })
  // A cluster's own controller makes one in every namespace.
  if (place.kind === namespaceKind) {
    create(state, { kind: accountKind, namespace: name }, { metadata: { name: 'default' } })
  }
  return made
}

export function get(state: State, place: Place, name: string): Stored {
  const found = state.objects[keyOf(place, name)]
  if (!found) throw noSuch(place.kind, name)
  return found
}

/** In every namespace, where none is said. */
export function list(state: State, place: Place, query: URLSearchParams): object {
  const wanted = selected(query.get('labelSelector'))
  const name = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1]
  const items = Object.entries(state.objects)
    .filter(([key]) => key.startsWith(`${place.kind.plural}/`))
    .map(([, object]) => object)
    .filter(
      ({ metadata }) =>
        (place.namespace === '' || metadata.namespace === place.namespace) &&
        (name === undefined || metadata.name === name) &&
        wanted.every(([key, value]) => metadata.labels?.[key] === value),
    )
  return {
    kind: `${place.kind.kind}List`,
    apiVersion: apiVersionOf(place.kind),
    metadata: { resourceVersion: String(state.version) },
    items,
  }
}

export function replace(state: State, place: Place, name: string, body: unknown): Stored {
  const before = get(state, place, name)
  const told = read(place, body)
  const version = told.metadata.resourceVersion
  if (version !== undefined && version !== before.metadata.resourceVersion) {
    throw overtaken(place.kind, name)
  }
  return put(state, place, name, told, before.metadata)
}

/** Server-side apply by one manager, or a merge patch: what is not said stays, and null goes. */
export function patch(state: State, place: Place, name: string, body: unknown, isApply: boolean) {
  const before = state.objects[keyOf(place, name)]
  if (!before) {
    if (isApply) return { isNew: true, object: create(state, place, body) }
    throw noSuch(place.kind, name)
  }
  const told = read(place, body)
  const merged = Told.parse(merge(before, told))
  return { isNew: false, object: put(state, place, name, merged, before.metadata) }
}

/** A namespace goes with all in it, at once: a real one is `Terminating` for a while. */
export function remove(state: State, place: Place, name: string): object {
  const gone = get(state, place, name)
  delete state.objects[keyOf(place, name)]
  if (place.kind !== namespaceKind) {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, kind: place.kind.plural, uid: gone.metadata.uid },
    }
  }
  for (const [key, { metadata }] of Object.entries(state.objects)) {
    if (metadata.namespace === name) delete state.objects[key]
  }
  return { ...gone, status: { phase: 'Terminating' } }
}

function put(
  state: State,
  { kind, namespace }: Place,
  name: string,
  told: Told,
  kept: { uid: string; creationTimestamp: string },
): Stored {
  state.version += 1
  const { managedFields: _, ...metadata } = told.metadata
  const stored: Stored = {
    ...told,
    ...(kind === namespaceKind
      ? { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }
      : {}),
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...metadata,
      name,
      ...(kind.isNamespaced ? { namespace } : {}),
      ...(kind === namespaceKind
        ? { labels: { ...labelsOf(metadata), 'kubernetes.io/metadata.name': name } }
        : {}),
      uid: kept.uid,
      creationTimestamp: kept.creationTimestamp,
      resourceVersion: String(state.version),
    },
  }
  state.objects[keyOf({ kind, namespace }, name)] = stored
  return stored
}

const labelsOf = ({ labels }: Told['metadata']) =>
  z.record(z.string(), z.string()).parse(labels ?? {})

/** What a body says, where it says nothing that is another object's. */
function read({ kind, namespace }: Place, body: unknown): Told {
  const parsed = Told.safeParse(body)
  if (!parsed.success) throw new Refusal(400, 'BadRequest', z.prettifyError(parsed.error))
  const told = parsed.data
  const itsVersion = told.apiVersion ?? apiVersionOf(kind)
  if ((told.kind ?? kind.kind) !== kind.kind || itsVersion !== apiVersionOf(kind)) {
    throw new Refusal(
      400,
      'BadRequest',
      `${told.apiVersion} ${told.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`,
    )
  }
  if (kind.isNamespaced && (told.metadata.namespace ?? namespace) !== namespace) {
    throw new Refusal(
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  }
  return told
}

/** RFC 7386. */
function merge(before: unknown, change: unknown): unknown {
  if (!isObject(change)) return change
  const merged: Record<string, unknown> = isObject(before) ? { ...before } : {}
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const selected = (selector: string | null) =>
  (selector ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, key, value] = /^([^!=,]+)={1,2}([^=,]*)$/.exec(part) ?? []
      if (key === undefined || value === undefined) {
        throw new Refusal(400, 'BadRequest', `the selector ${part} is not emulated: use name=value`)
      }
      return [key, value] as const
    })

const keyOf = ({ kind, namespace }: Place, name: string) => `${kind.plural}/${namespace}/${name}`

const kindOf = (name: string): Kind => {
  const found = kinds.find(({ kind }) => kind === name)
  if (!found) throw new Error(`no kind ${name}`)
  return found
}
const namespaceKind = kindOf('Namespace')
const accountKind = kindOf('ServiceAccount')
