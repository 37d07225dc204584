import { apiVersionOf, type Kind, kinds, pathOf } from './kinds.ts'
import { openapiOf } from './openapi.ts'

const apiVersions = [...new Set(kinds.map(apiVersionOf))]
const groups = [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '')

/** What clients ask before they ask for anything: which kinds there are, and where. */
export const discovery: Readonly<Record<string, () => object>> = {
  '/version': () => ({ major: '1', minor: '32', gitVersion: 'v1.32.0', platform: 'linux/amd64' }),
  '/healthz': () => ({}),
  '/readyz': () => ({}),
  '/livez': () => ({}),
  '/api': () => ({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  }),
  '/apis': () => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) }),
  ...Object.fromEntries(
    apiVersions.map((version) => [
      pathOf(version),
      () => ({
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: version,
        resources: kinds.filter((kind) => apiVersionOf(kind) === version).flatMap(resourcesOf),
      }),
    ]),
  ),
  '/openapi/v3': () => ({
    paths: Object.fromEntries(
      apiVersions.map((version) => {
        const path = pathOf(version).slice(1)
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=emulated` }]
      }),
    ),
  }),
  ...Object.fromEntries(
    apiVersions.map((version) => [`/openapi/v3${pathOf(version)}`, () => openapiOf(version)]),
  ),
}

function groupOf(group: string) {
  const version = { groupVersion: `${group}/v1`, version: 'v1' }
  return { name: group, versions: [version], preferredVersion: version }
}

const resourcesOf = ({
  plural,
  singular,
  kind,
  short,
  isNamespaced,
  subresources,
  verbs,
}: Kind) => [
  {
    name: plural,
    singularName: singular,
    namespaced: isNamespaced,
    kind,
    verbs,
    shortNames: short,
  },
  ...Object.entries(subresources).map(([name, itsVerbs]) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced: isNamespaced,
    kind,
    verbs: itsVerbs,
  })),
]
