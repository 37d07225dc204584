/** What there is of Kubernetes here. Another kind is another line. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly short: readonly string[]
  readonly isNamespaced: boolean
}

export const kinds: readonly Kind[] = [
  {
    group: '',
    version: 'v1',
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    short: ['ns'],
    isNamespaced: false,
  },
  {
    group: '',
    version: 'v1',
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    kind: 'ServiceAccount',
    short: ['sa'],
    isNamespaced: true,
  },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'networkpolicies',
    singular: 'networkpolicy',
    kind: 'NetworkPolicy',
    short: ['netpol'],
    isNamespaced: true,
  },
]

export const apiVersionOf = ({ group, version }: Kind): string =>
  group === '' ? version : `${group}/${version}`

export const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update'] as const
