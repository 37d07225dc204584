import { type Context, Hono } from 'hono'
import { Steering } from '../kit/steering.ts'
import { Users } from './access/users.ts'
import { aggregatedBelow, aggregatedType } from './aggregated.ts'
import { bodyOf, mediaTypeOf } from './body.ts'
import type { Cluster } from './cluster.ts'
import { orphan } from './collect.ts'
import { discovery } from './discovery.ts'
import { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import { create } from './objects/create.ts'
import { get, list } from './objects/get.ts'
import { patch } from './objects/patch.ts'
import { DeleteOptions, remove } from './objects/remove.ts'
import { replace } from './objects/replace.ts'
import type { Machine } from './pods/machine.ts'
import { Refusal, statusOf } from './refusal.ts'
import { type Asked, askedOf, isTrue } from './request.ts'
import { Requests } from './requests.ts'
import type { Strictness } from './schema/check.ts'
import type { Stored } from './state.ts'
import { subresources } from './subresources.ts'
import { tableOf, wantsTable } from './tables.ts'
import { Watches } from './watch.ts'

/** An API server with the kinds of `kinds.ts`. */
export function kubernetesApp(
  cluster: Cluster,
  {
    machine,
    watches = new Watches(),
    door = new Door(cluster, new Users(cluster, {}), new Requests()),
    steering = new Steering(),
  }: { machine?: Machine; watches?: Watches; door?: Door; steering?: Steering } = {},
): Hono {
  const app = new Hono()
  app.use(steering.middleware(broken))
  app.onError((cause, context) => refused(context, cause))
  app.notFound(({ req }) => {
    throw notEmulated(req.path)
  })
  for (const root of ['/api', '/apis'] as const) {
    app.get(root, async (context, next) => {
      const accepted = context.req.header('accept')?.replaceAll(' ', '').split(',')
      if (!accepted?.includes(aggregatedType)) return next()
      return context.body(JSON.stringify(aggregatedBelow(root)), 200, {
        'content-type': aggregatedType,
      })
    })
  }
  for (const [path, answer] of Object.entries(discovery)) {
    app.get(path, (context) => context.json(answer()))
  }
  app.all('*', async (context) => {
    const asked = askedOf(context.req.method, new URL(context.req.url))
    if (!asked) throw notEmulated(context.req.path)
    const user = door.admit(context.req.header('authorization'), asked)
    return answer({ cluster, machine, watches, users: door.users, user, context, asked })
  })
  return app
}

async function answer(exchange: Exchange): Promise<Response> {
  const { cluster, watches, context, asked } = exchange
  const { kind, namespace, name, subresource, verb } = asked
  const { searchParams: query } = new URL(context.req.url)
  const own = subresources[`${kind.plural}/${subresource}`]
  if (own) return own(exchange)
  const place = { kind, namespace }
  const write = {
    subresource,
    isTried: query.has('dryRun'),
    strictness: strictnessOf(query),
    warn: (text: string) =>
      context.header('warning', `299 - ${JSON.stringify(text)}`, { append: true }),
  }
  switch (verb) {
    case 'watch':
      return new Response(watches.stream(cluster, place, forName(query, name), told(exchange)), {
        headers: { 'content-type': 'application/json' },
      })
    case 'list': {
      const found = list(cluster, place, query)
      const isTable = wantsTable(context)
      return context.json(isTable ? tableOf(cluster, found.items, found.metadata) : found)
    }
    case 'get':
      return context.json(told(exchange)(get(cluster, place, name)))
    case 'create':
      return context.json(create(cluster, place, await bodyOf(context), write), 201)
    case 'update':
      return context.json(replace(cluster, place, name, await bodyOf(context), write))
    case 'patch': {
      const change = { type: mediaTypeOf(context), body: await bodyOf(context) }
      const applier = {
        manager: query.get('fieldManager') ?? 'unknown',
        isForced: isTrue(query.get('force')),
      }
      const { isNew, object } = patch(cluster, place, name, change, { ...write, applier })
      return context.json(object, isNew ? 201 : 200)
    }
    case 'delete': {
      const options = await deleteOptions(context, query)
      if (isOrphaning(options)) orphan(cluster, get(cluster, place, name))
      const { object, isGone } = remove(cluster, place, name, options)
      return context.json(isGone ? goneStatus(asked, object.metadata.uid) : object)
    }
    case 'deletecollection': {
      const options = await deleteOptions(context, query)
      const found = list(cluster, place, query)
      for (const { metadata } of found.items) {
        remove(cluster, { kind, namespace: metadata.namespace ?? '' }, metadata.name, options)
      }
      return context.json(found)
    }
  }
}

/** As the client wants to be told of an object. */
const told = ({ cluster, context }: Exchange): ((object: Stored) => object) =>
  wantsTable(context) ? (object) => tableOf(cluster, [object]) : (object) => object

const refused = (context: Context, cause: unknown) => {
  const refusal =
    cause instanceof Refusal
      ? cause
      : new Refusal(500, 'InternalError', `Internal error occurred: ${cause}`)
  return context.json(statusOf(refusal), refusal.code)
}

/** What a test wants to go wrong. */
const broken = (code: number, message: string) => ({
  ...statusOf(new Refusal(500, code === 429 ? 'TooManyRequests' : 'InternalError', message)),
  code,
})

const notEmulated = (path: string) =>
  new Refusal(
    404,
    'NotFound',
    `the server could not find the requested resource: ${path} is not emulated`,
  )

function strictnessOf(query: URLSearchParams): Strictness {
  const said = query.get('fieldValidation')
  return said === 'Strict' || said === 'Ignore' ? said : 'Warn'
}

/** Watching one object is watching the list for its name. */
function forName(query: URLSearchParams, name: string): URLSearchParams {
  if (name === '') return query
  return new URLSearchParams([...query, ['fieldSelector', `metadata.name=${name}`]])
}

/** In the body, or in the query as some clients say them. */
async function deleteOptions(context: Context, query: URLSearchParams): Promise<DeleteOptions> {
  const body = await bodyOf(context)
  const grace = query.get('gracePeriodSeconds')
  return DeleteOptions.parse({
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(query.has('dryRun') ? { dryRun: query.getAll('dryRun') } : {}),
    ...(query.has('propagationPolicy')
      ? { propagationPolicy: query.get('propagationPolicy') }
      : {}),
    ...Object(body),
  })
}

const isOrphaning = ({ propagationPolicy, dryRun }: DeleteOptions) =>
  propagationPolicy === 'Orphan' && !dryRun?.length

const goneStatus = ({ kind, name }: Asked, uid: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name, group: kind.group, kind: kind.plural, uid },
})
