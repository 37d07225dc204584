import { type Context, Hono } from 'hono'
import { discovery } from './discovery.ts'
import { kinds } from './kinds.ts'
import { create, get, list, type Place, patch, remove, replace } from './objects.ts'
import { Refusal, statusOf } from './refusal.ts'
import type { State } from './state.ts'

/** An API server with the few kinds of `kinds.ts`. `changed` hears of every change. */
export function kubernetesApp(state: State, changed: () => void = () => {}): Hono {
  const app = new Hono()
  app.onError((cause, context) => {
    if (cause instanceof Refusal) return context.json(statusOf(cause), cause.code)
    return context.json(
      { kind: 'Status', status: 'Failure', code: 500, message: String(cause) },
      500,
    )
  })
  app.notFound(({ req }) => {
    throw new Refusal(
      404,
      'NotFound',
      `the server could not find the requested resource: ${req.path} is not emulated`,
    )
  })
  app.use(async ({ req }, next) => {
    await next()
    if (req.method !== 'GET') changed()
  })
  for (const [path, answer] of Object.entries(discovery)) {
    app.get(path, (context) => context.json(answer()))
  }
  for (const kind of kinds) {
    const root = kind.group === '' ? '/api/v1' : `/apis/${kind.group}/${kind.version}`
    if (kind.isNamespaced) {
      routes(app, `${root}/namespaces/:namespace/${kind.plural}`, ({ req }) => ({
        kind,
        namespace: req.param('namespace') ?? '',
      }))
      app.get(`${root}/${kind.plural}`, (context) => listed(context, { kind, namespace: '' }))
    } else {
      routes(app, `${root}/${kind.plural}`, () => ({ kind, namespace: '' }))
    }
  }
  return app

  function listed({ req, json }: Context, place: Place) {
    const query = new URL(req.url).searchParams
    if (query.get('watch') === 'true') {
      throw new Refusal(405, 'MethodNotAllowed', 'watch is not emulated')
    }
    return json(list(state, place, query))
  }

  function routes(to: Hono, path: string, place: (context: Context) => Place) {
    to.get(path, (context) => listed(context, place(context)))
    to.post(path, async (context) =>
      context.json(create(state, place(context), await bodyOf(context)), 201),
    )
    to.get(`${path}/:name`, (context) =>
      context.json(get(state, place(context), context.req.param('name'))),
    )
    to.put(`${path}/:name`, async (context) =>
      context.json(
        replace(state, place(context), context.req.param('name'), await bodyOf(context)),
      ),
    )
    to.patch(`${path}/:name`, async (context) => {
      const isApply = typeOf(context).includes('apply-patch')
      const body = await bodyOf(context)
      const done = patch(state, place(context), context.req.param('name'), body, isApply)
      return context.json(done.object, done.isNew ? 201 : 200)
    })
    to.delete(`${path}/:name`, (context) =>
      context.json(remove(state, place(context), context.req.param('name'))),
    )
  }
}

const typeOf = ({ req }: Context) => req.header('content-type') ?? ''

/** JSON by any of its names. kubectl's `create` sends protobuf: clients use `apply`, or send JSON. */
async function bodyOf(context: Context): Promise<unknown> {
  const type = typeOf(context)
  if (/protobuf|json-patch/.test(type)) {
    throw new Refusal(415, 'UnsupportedMediaType', `${type} is not emulated: send JSON`)
  }
  try {
    return JSON.parse(await context.req.text())
  } catch {
    throw new Refusal(400, 'BadRequest', 'the body is not JSON')
  }
}
