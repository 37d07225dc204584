import { pathOf } from './discovery.ts'
import { apiVersionOf, kinds } from './kinds.ts'

/** As much as kubectl needs to see that a kind may be applied, and no field of it is wrong. */
export function openapiOf(version: string): object {
  const its = kinds.filter((kind) => apiVersionOf(kind) === version)
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0' },
    paths: Object.fromEntries(
      its.map((kind) => {
        const within = kind.isNamespaced ? '/namespaces/{namespace}' : ''
        const gvk = { group: kind.group, version: kind.version, kind: kind.kind }
        const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
          name,
          in: 'query',
          schema: { type: 'string' },
        }))
        const operation = {
          'x-kubernetes-group-version-kind': gvk,
          'x-kubernetes-action': 'patch',
          parameters,
        }
        return [`${pathOf(version)}${within}/${kind.plural}/{name}`, { patch: operation }]
      }),
    ),
    components: {
      schemas: Object.fromEntries(
        its.map(({ group, version: v, kind }) => [
          `emulated.${kind}`,
          {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            'x-kubernetes-group-version-kind': [{ group, version: v, kind }],
          },
        ]),
      ),
    },
  }
}
