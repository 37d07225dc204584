import { type Kind, kinds } from './kinds.ts'

export type Verb =
  | 'create'
  | 'delete'
  | 'deletecollection'
  | 'get'
  | 'list'
  | 'patch'
  | 'update'
  | 'watch'

/** What a request is about, as an API server takes it apart for its authorisers. */
export interface Asked {
  readonly verb: Verb
  readonly kind: Kind
  readonly namespace: string
  /** Empty for a list. */
  readonly name: string
  readonly subresource: string
  /** What follows the subresource. */
  readonly rest: string
}

/** Nothing where the path is of no kind that there is here. */
export function askedOf(method: string, url: URL): Asked | undefined {
  const [first, ...others] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  const [group, version, ...parts] = first === 'api' ? ['', ...others] : others
  if (first !== 'api' && first !== 'apis') return undefined
  const [within, namespace = '', ...below] = parts
  const isNamespaced =
    within === 'namespaces' && below.length > 0 && !ofNamespace.has(below[0] ?? '')
  const [plural, name = '', subresource = '', ...rest] = isNamespaced ? below : parts
  const kind = kinds.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  )
  if (!kind || (isNamespaced && !kind.isNamespaced)) return undefined
  if (name !== '' && kind.isNamespaced && !isNamespaced) return undefined
  if (subresource !== '' && !(subresource in kind.subresources)) return undefined
  const verb = verbOf(method, name, url.searchParams)
  if (!verb) return undefined
  return {
    verb,
    kind,
    namespace: isNamespaced ? namespace : '',
    name,
    subresource,
    rest: rest.join('/'),
  }
}

/** Below a namespace, what is of itself and not in it. */
const ofNamespace: ReadonlySet<string> = new Set(['status', 'finalize'])

function verbOf(method: string, name: string, query: URLSearchParams): Verb | undefined {
  const isOne = name !== ''
  switch (method) {
    case 'GET':
      if (isTrue(query.get('watch'))) return 'watch'
      return isOne ? 'get' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return isOne ? 'update' : undefined
    case 'PATCH':
      return isOne ? 'patch' : undefined
    case 'DELETE':
      return isOne ? 'delete' : 'deletecollection'
    default:
      return undefined
  }
}

export const isTrue = (value: string | null | undefined) => value === 'true' || value === '1'
