import { apiVersionOf, type Kind, kinds, pathOf } from './kinds.ts'
import { mergeKeys } from './objects/merge.ts'
import { modelOf } from './schema/models.ts'
import { elementOf, schemas } from './schema/schemas.ts'

/** The published types of a version's kinds, as kubectl asks for them to apply and explain: without descriptions. */
export function openapiOf(version: string): object {
  const its = kinds.filter((kind) => apiVersionOf(kind) === version)
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0' },
    paths: Object.fromEntries(its.flatMap(pathsOf)),
    components: {
      schemas: Object.fromEntries(
        [...schemas().keys()].map((name) => [
          name,
          { ...schemaOf(name), ...groupVersionKinds(its.filter((kind) => modelOf(kind) === name)) },
        ]),
      ),
    },
  }
}

function pathsOf(kind: Kind) {
  const within = kind.isNamespaced ? '/namespaces/{namespace}' : ''
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }))
  const operation = (action: string) => ({
    'x-kubernetes-group-version-kind': gvkOf(kind),
    'x-kubernetes-action': action,
    parameters,
  })
  const path = `${pathOf(apiVersionOf(kind))}${within}/${kind.plural}`
  return [
    [path, { get: operation('list'), post: operation('post') }],
    [`${path}/{name}`, { get: operation('get'), patch: operation('patch') }],
  ] as const
}

function schemaOf(name: string) {
  const fields = schemas().get(name) ?? []
  return {
    type: 'object',
    required: fields.filter(({ isRequired }) => isRequired).map((field) => field.name),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, { ...propertyOf(field.type), ...mergedBy(field) }]),
    ),
  }
}

function propertyOf(type: string): object {
  const element = elementOf(type)
  if (element?.of === 'Array') return { type: 'array', items: propertyOf(element.type) }
  if (element) return { type: 'object', additionalProperties: propertyOf(element.type) }
  if (schemas().has(type)) return { allOf: [{ $ref: `#/components/schemas/${type}` }] }
  return scalars[type] ?? {}
}

const scalars: Readonly<Record<string, object>> = {
  Date: { type: 'string', format: 'date-time' },
  IntOrString: { 'x-kubernetes-int-or-string': true, type: 'string' },
  V1MicroTime: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  string: { type: 'string' },
}

/** By what the things in a list are told apart when a change is merged into it. */
function mergedBy({ name, type }: { readonly name: string; readonly type: string }): object {
  const [key] = mergeKeys[name] ?? []
  if (!key || !type.startsWith('Array<')) return {}
  return { 'x-kubernetes-patch-merge-key': key, 'x-kubernetes-patch-strategy': 'merge' }
}

const gvkOf = ({ group, version, kind }: Kind) => ({ group, version, kind })

const groupVersionKinds = (its: readonly Kind[]): object =>
  its.length === 0 ? {} : { 'x-kubernetes-group-version-kind': its.map(gvkOf) }
