/** What a caller needs to be allowed, and on what. */
export interface Need {
  readonly permission: string
  readonly resource: string
}

export interface Asked {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** What is to be made or changed, where that is JSON. */
  readonly body: unknown
}

/** What each emulated API asks of its callers, in Google's words. What is none of its calls nobody may. */
export const needs = { run, storage, iam } as const

/** `run.<collection>.<verb>`; to run something as an account, one has to be allowed to act as it. */
function run(asked: Asked): readonly Need[] {
  const { method, path } = asked
  const [, version, rest = ''] =
    /^\/(v1|v2|apis\/serving\.knative\.dev\/v1)\/(.+)$/.exec(path) ?? []
  if (!version) return unheardOf(path)
  const [name = '', verb] = rest.split(':')
  const parts = name.split('/')
  const isOfMany = parts.length % 2 === 1
  const collection = parts.at(isOfMany ? -1 : -2) ?? ''
  const doing = verb ?? (isOfMany ? ofMany : ofOne)[method] ?? ''
  const account = accountIn(asked.body)
  return [
    { permission: `run.${collection}.${doing}`, resource: name },
    ...(account === undefined || !/^(create|update)$/.test(doing)
      ? []
      : [
          {
            permission: 'iam.serviceAccounts.actAs',
            resource: `projects/${parts[1]}/serviceAccounts/${account}`,
          },
        ]),
  ]
}

function storage({ method, path }: Asked): readonly Need[] {
  const [, read] =
    /^\/(?!storage\/|upload\/|resumable\/|download\/|batch\/)([^/]+)\/.+$/.exec(path) ?? []
  if (read) return [{ permission: 'storage.objects.get', resource: `b/${read}` }]
  const [, bucket, isObjects, object] =
    /^(?:\/\w+){0,2}\/storage\/v1\/b(?:\/([^/]+))?(?:\/(o)(?:\/(.+))?)?$/.exec(path) ?? []
  const isUpload = /^\/(resumable\/)?upload\//.test(path)
  const collection = isObjects ? 'objects' : 'buckets'
  const many = isObjects ? object === undefined : bucket === undefined
  const verb = isUpload ? 'create' : (many ? ofMany : ofOne)[method]
  if (!verb) return unheardOf(path)
  return [{ permission: `storage.${collection}.${verb}`, resource: `b/${bucket ?? ''}` }]
}

function iam({ method, path }: Asked): readonly Need[] {
  const [, name = '', verb] = /^\/v\d\/([^:]+)(?::(\w+))?$/.exec(path) ?? []
  const parts = name.split('/')
  const service = parts.length > 2 ? 'iam.serviceAccounts' : 'resourcemanager.projects'
  const doing = verb ?? (parts.length % 2 === 1 ? ofMany : ofOne)[method]
  return doing ? [{ permission: `${service}.${doing}`, resource: name }] : unheardOf(path)
}

const unheardOf = (path: string): readonly Need[] => [{ permission: 'unknown', resource: path }]

const ofMany: Readonly<Record<string, string>> = { GET: 'list', POST: 'create' }
const ofOne: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
}

/** Whom a service or a job is to run as. Nobody said is the project's default account, which may do much. */
function accountIn(body: unknown): string | undefined {
  const template = fieldOf(body, 'template')
  if (template === undefined) return undefined
  const inner = fieldOf(template, 'template') ?? fieldOf(template, 'spec') ?? template
  const account = fieldOf(inner, 'serviceAccount') ?? fieldOf(inner, 'serviceAccountName')
  return typeof account === 'string' && account !== '' ? account : 'default'
}

const fieldOf = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
