import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type NamedRoute, routes } from '../../../shared/contract/index.ts'
import { handlers } from './handlers.ts'
import { problem, Refusal, refused } from './refusal.ts'
import { type Failure, newWorld, type World } from './world.ts'

export interface Standin extends World {
  readonly url: string
  /** The route fails so when it is asked next; several wait in line. */
  fail(name: string, ...failures: Failure[]): void
  [Symbol.asyncDispose](): Promise<void>
}

/** The API from the contract table, over a memory: it checks what clients send and answers in the contract's shapes. */
export async function standin(): Promise<Standin> {
  const world = newWorld()
  const app = new Hono<Env>()
  for (const named of routes.filter(({ route }) => route.face === 'public')) {
    const path = named.route.path.replace(/\{(\w+)\}/g, ':$1')
    app.on(named.route.method, path, (context) => answer(named, context, world))
  }
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(world, {
    url: `http://127.0.0.1:${port}`,
    fail: (name: string, ...failures: Failure[]) => void world.failures.set(name, failures),
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

type Env = { Bindings: HttpBindings }

async function answer(named: NamedRoute, context: Context<Env>, world: World): Promise<Response> {
  const name = `${named.noun}.${named.verb}`
  const failure = world.failures.get(name)?.shift()
  try {
    const input = await inputOf(named, context, world)
    const early = failureOf(failure, context)
    if (early) return early
    const handle = Reflect.get(Reflect.get(handlers, named.noun), named.verb)
    const output: unknown = await handle(input, world)
    if (failure?.how === 'answer lost') return dropped(context)
    return named.route.isStream
      ? streamed(named, context, output, failure)
      : Response.json(named.route.output.parse(output), { status: named.route.status })
  } catch (error) {
    if (error instanceof Refusal) return refused(error)
    throw error
  }
}

async function inputOf({ noun, verb, route }: NamedRoute, { req }: Context<Env>, world: World) {
  const body: unknown = route.body && (await req.json())
  const given = { params: req.param(), query: req.query(), headers: req.header(), body }
  world.asked.push({ name: `${noun}.${verb}`, headers: given.headers, query: given.query, body })
  if (route.scope && given.headers['x-api-key'] !== world.key) {
    throw new Refusal('unauthenticated', 'this key is not known')
  }
  const part = (name: 'params' | 'query' | 'headers' | 'body') => {
    const { data, error } = route[name]?.safeParse(given[name]) ?? {}
    if (!error) return data
    const errors = error.issues.map(({ path, message }) => ({
      location: [name, ...path].join('.'),
      message,
    }))
    throw new Refusal('invalid_request', 'the request has invalid values', { errors })
  }
  return {
    params: part('params'),
    query: part('query'),
    headers: part('headers'),
    body: part('body'),
  }
}

function failureOf(failure: Failure | undefined, context: Context<Env>): Response | undefined {
  if (failure?.how === 'dropped') return dropped(context)
  if (failure?.how === 'foreign') return Response.json(failure.body)
  if (failure?.how === 'page') return new Response('<h1>Bad gateway</h1>', failure)
  if (failure?.how !== 'problem') return undefined
  const { status, retryAfter } = failure
  const document = { status, code: 'contention', title: 'Busy', detail: 'try again' }
  return problem(status, document, { 'retry-after': String(retryAfter ?? 0) })
}

function dropped({ env }: Context<Env>): Response {
  env.incoming.socket.destroy()
  return new Response()
}

function streamed(
  { route }: NamedRoute,
  context: Context<Env>,
  output: unknown,
  failure: Failure | undefined,
) {
  const lines = output as AsyncIterable<unknown>
  const stop = failure?.how === 'cut' || failure?.how === 'ended early' ? failure : undefined
  async function* texts() {
    let sent = 0
    for await (const line of lines) {
      if (stop?.how === 'cut' && sent === stop.lines) dropped(context)
      if (stop && sent === stop.lines) return
      sent += 1
      yield `\n${JSON.stringify(route.output.parse(line))}\n`
    }
  }
  const body = ReadableStream.from(texts()).pipeThrough(new TextEncoderStream())
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } })
}
