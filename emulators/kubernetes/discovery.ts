import { apiVersionOf, type Kind, kinds, verbs } from './kinds.ts'

/** What clients ask before they ask for anything: which kinds there are, and where. */
export const discovery: Readonly<Record<string, () => object>> = {
  '/version': () => ({ major: '1', minor: '32', gitVersion: 'v1.32.0', platform: 'linux/amd64' }),
  '/api': () => ({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  }),
  '/apis': () => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) }),
  ...Object.fromEntries(
    [...new Set(kinds.map(apiVersionOf))].map((version) => [
      pathOf(version),
      () => ({
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: version,
        resources: kinds.filter((kind) => apiVersionOf(kind) === version).map(resourceOf),
      }),
    ]),
  ),
  '/openapi/v3': () => ({
    paths: Object.fromEntries(
      [...new Set(kinds.map(apiVersionOf))].map((version) => {
        const path = pathOf(version).slice(1)
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=emulated` }]
      }),
    ),
  }),
  ...Object.fromEntries(
    [...new Set(kinds.map(apiVersionOf))].map((version) => [
      `/openapi/v3${pathOf(version)}`,
      () => openapiOf(version),
    ]),
  ),
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

const groups = () => [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '')

function groupOf(group: string) {
  const version = { groupVersion: `${group}/v1`, version: 'v1' }
  return { name: group, versions: [version], preferredVersion: version }
}

const resourceOf = ({ plural, singular, kind, short, isNamespaced }: Kind) => ({
  name: plural,
  singularName: singular,
  namespaced: isNamespaced,
  kind,
  verbs,
  shortNames: short,
})

/** As much as kubectl needs to see that a kind may be applied, and no field of it is wrong. */
function openapiOf(version: string): object {
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
