/** What there is of Kubernetes here. Another kind is another line. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly short: readonly string[]
  readonly isNamespaced: boolean
  /** What is below one object, and the verbs that it takes. */
  readonly subresources: Readonly<Record<string, readonly string[]>>
  readonly verbs: readonly string[]
}

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

const status = { status: ['get', 'patch', 'update'] }

export const kinds: readonly Kind[] = [
  kind('v1', 'Namespace', 'namespaces', 'ns', {
    isNamespaced: false,
    subresources: { ...status, finalize: ['update'] },
  }),
  kind('v1', 'Pod', 'pods', 'po', {
    subresources: {
      ...status,
      attach: ['create', 'get'],
      eviction: ['create'],
      exec: ['create', 'get'],
      log: ['get'],
      portforward: ['create', 'get'],
    },
  }),
  kind('v1', 'ServiceAccount', 'serviceaccounts', 'sa', { subresources: { token: ['create'] } }),
  kind('v1', 'Secret', 'secrets', ''),
  kind('v1', 'ConfigMap', 'configmaps', 'cm'),
  kind('v1', 'PersistentVolume', 'persistentvolumes', 'pv', {
    isNamespaced: false,
    subresources: status,
  }),
  kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'pvc', { subresources: status }),
  kind('v1', 'ResourceQuota', 'resourcequotas', 'quota', { subresources: status }),
  kind('v1', 'LimitRange', 'limitranges', 'limits'),
  kind('v1', 'Event', 'events', 'ev'),
  kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', 'netpol'),
  kind('rbac.authorization.k8s.io/v1', 'Role', 'roles', ''),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', ''),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', '', { isNamespaced: false }),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', '', {
    isNamespaced: false,
  }),
  ...['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'].map((name) =>
    question('authorization.k8s.io/v1', name),
  ),
  ...['SelfSubjectReview', 'TokenReview'].map((name) => question('authentication.k8s.io/v1', name)),
]

export const apiVersionOf = ({ group, version }: Kind): string =>
  group === '' ? version : `${group}/${version}`

/** For what the emulator does itself: a kind that is not in the table is its own mistake. */
export function kindNamed(name: string): Kind {
  const found = kinds.find((one) => one.kind === name)
  if (!found) throw new Error(`no kind ${name}`)
  return found
}

function kind(
  apiVersion: string,
  name: string,
  plural: string,
  short: string,
  more: Partial<Pick<Kind, 'isNamespaced' | 'subresources' | 'verbs'>> = {},
): Kind {
  const [group = '', version = 'v1'] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion]
  return {
    group,
    version,
    plural,
    singular: name.toLowerCase(),
    kind: name,
    short: short === '' ? [] : [short],
    isNamespaced: true,
    subresources: {},
    verbs: all,
    ...more,
  }
}

/** What is asked by making one, and is kept nowhere. */
function question(apiVersion: string, name: string): Kind {
  const plural = `${name.toLowerCase()}s`
  return kind(apiVersion, name, plural, '', { isNamespaced: false, verbs: ['create'] })
}

/** Below which the objects of a version are. */
export const pathOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
