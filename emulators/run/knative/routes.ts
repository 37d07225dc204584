import type { Hono } from 'hono'
import type { Ground } from '../ground.ts'
import { type Place, placeName } from '../names.ts'
import { policyCall } from '../policies.ts'
import {
  createService,
  deleteService,
  findService,
  listServices,
  patchService,
} from '../services.ts'
import { type Named, placeOfRequest } from './place.ts'
import { viewOf } from './view.ts'
import { wishIn } from './wish.ts'

const services = '/apis/serving.knative.dev/v1/namespaces/:project/services'

/** The older face, which `gcloud run` speaks: one host a region, and no operations, since whoever waits looks again. */
export function knativeRoutes(app: Hono, ground: Ground): void {
  app.get(services, ({ req, json }) => {
    const all = listServices(ground, placeOfRequest(req), new URL(req.url).searchParams)
    return json({
      apiVersion: 'serving.knative.dev/v1',
      kind: 'ServiceList',
      metadata: {},
      items: all.services.map(viewOf),
    })
  })
  app.post(services, async ({ req, json }) => {
    const place = placeOfRequest(req)
    const { name, wish } = wishIn(await req.json())
    await createService(ground, place, name, wish)
    return json(viewOf(findService(ground, named(place, name))))
  })
  app.get(`${services}/:id`, ({ req, json }) => json(viewOf(findService(ground, nameAt(req)))))
  app.put(`${services}/:id`, async ({ req, json }) => {
    patchService(ground, nameAt(req), wishIn(await req.json()).wish, null)
    return json(viewOf(findService(ground, nameAt(req))))
  })
  app.delete(`${services}/:id`, ({ req, json }) => {
    deleteService(ground, nameAt(req), undefined)
    return json({ apiVersion: 'v1', kind: 'Status', status: 'Success' })
  })
  const policies = '/v1/projects/:project/locations/:location/services/:call'
  app.get(policies, ({ req, json }) => json(policyOf(ground, req.path, undefined)))
  app.post(policies, async ({ req, json }) => json(policyOf(ground, req.path, await req.json())))
}

function policyOf(ground: Ground, path: string, body: unknown) {
  const [, name = '', verb = ''] = /^\/v1\/(.+):(\w+)$/.exec(path) ?? []
  return policyCall(ground, findService(ground, name).name, verb, body)
}

const nameAt = (req: Named & { param(name: 'id'): string }) =>
  named(placeOfRequest(req), req.param('id'))

const named = (place: Place, id: string) => `${placeName(place)}/services/${id}`
