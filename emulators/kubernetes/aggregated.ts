import { type Kind, kinds } from './kinds.ts'

/** How a client asks for all of discovery at once, and how it is answered. */
export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** Every kind below one of the two roots, in one answer: what newer clients ask for, in place of an answer a group. */
export function aggregatedBelow(root: '/api' | '/apis'): object {
  const its = kinds.filter(({ group }) => (group === '') === (root === '/api'))
  const groups = [...new Set(its.map(({ group }) => group))]
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map((group) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: versionsOf(its.filter((kind) => kind.group === group)),
    })),
  }
}

const versionsOf = (its: readonly Kind[]) =>
  [...new Set(its.map(({ version }) => version))].map((version) => ({
    version,
    freshness: 'Current',
    resources: its.filter((kind) => kind.version === version).map(resourceOf),
  }))

function resourceOf(it: Kind) {
  const { group, version, kind, plural, singular, short, isNamespaced, verbs, subresources } = it
  const responseKind = { group, version, kind }
  return {
    resource: plural,
    responseKind,
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(short.length > 0 ? { shortNames: short } : {}),
    subresources: Object.entries(subresources).map(([name, itsVerbs]) => ({
      subresource: name,
      responseKind,
      verbs: itsVerbs,
    })),
  }
}
