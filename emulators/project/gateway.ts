import { Hono } from 'hono'
import * as z from 'zod'
import type { Signer } from '../kit/identity.ts'
import { type Served, served } from '../kit/served.ts'
import type { Store } from '../terraform/store.ts'
import { textIn, textsAt } from '../terraform/values.ts'
import { addressOf } from './services.ts'

/**
 * API Gateway: the gateway of one face as its applied description has it. It goes to each route's backend as its own service account, and
 * moves the caller's `Authorization` to `X-Forwarded-Authorization`. What the description does not have is a 404.
 */
export function openApiGateway(
  face: string,
  store: Store,
  { tokenFor }: Signer,
  port: number,
): Promise<Served> {
  const app = new Hono()
  let known: { readonly config: string; readonly routes: readonly Route[] } | undefined
  app.all('*', async ({ req }) => {
    const applied = configOf(store, face)
    if (!applied) return refusal(404, 'The gateway is not there.')
    if (known?.config !== applied.id) known = { config: applied.id, routes: routesIn(applied.text) }
    const url = new URL(req.url)
    const route = known.routes.find(
      ({ method, pattern }) => method === req.method && pattern.test(url.pathname),
    )
    if (!route) return refusal(404, 'The current request is not defined by this API.')
    const address = addressOf(store, route.service)
    if (!address) return refusal(503, 'The backend is not there.')
    const headers = new Headers(req.raw.headers)
    const shown = headers.get('authorization')
    if (shown) headers.set('x-forwarded-authorization', shown)
    headers.set('authorization', `Bearer ${tokenFor(applied.caller, address)}`)
    headers.delete('host')
    const body = req.method === 'GET' || req.method === 'HEAD' ? null : req.raw.body
    return fetch(`${address}${url.pathname}${url.search}`, {
      method: req.method,
      headers,
      body,
      redirect: 'manual',
      ...(body ? { duplex: 'half' } : {}),
    } as RequestInit)
  })
  return served(app, port)
}

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly service: string
}

/** The config that the face's gateway has now. */
function configOf(store: Store, face: string) {
  const gateway = store
    .all('google_api_gateway_gateway')
    .find(({ fields }) => textIn(fields, 'gateway_id')?.endsWith(`-${face}`))
  const id = gateway && textIn(gateway.fields, 'api_config')
  const config = id && store.find('google_api_gateway_api_config', id)
  if (!config) return undefined
  const [contents = ''] = textsAt(config.fields, ['openapi_documents', 'document', 'contents'])
  const [caller = ''] = textsAt(config.fields, [
    'gateway_config',
    'backend_config',
    'google_service_account',
  ])
  return { id: config.id, text: Buffer.from(contents, 'base64').toString(), caller }
}

const routesIn = (text: string): readonly Route[] =>
  Object.entries(Description.parse(JSON.parse(text)).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { 'x-google-backend': backend }]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      // https://<service>-<project's number>.<region>.run.app
      service: /^https:\/\/(.+)-\d+\./.exec(backend.address)?.[1] ?? '',
    })),
  )

const Description = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ 'x-google-backend': z.object({ address: z.string() }) })),
  ),
})

const refusal = (code: number, message: string) =>
  Response.json({ code, message }, { status: code })
