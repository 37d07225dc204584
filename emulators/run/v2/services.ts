import type { Hono } from 'hono'
import type { Ground } from '../ground.ts'
import { policyCall } from '../policies.ts'
import { findRevision, listRevisions } from '../revisions.ts'
import {
  createService,
  deleteService,
  findService,
  listServices,
  patchService,
} from '../services.ts'
import { called } from './called.ts'

const place = '/v2/projects/:project/locations/:location'

export function serviceRoutes(app: Hono, ground: Ground): void {
  app.post(`${place}/services`, async ({ req, json }) =>
    json(await createService(ground, req.param(), req.query('serviceId') ?? '', await req.json())),
  )
  app.get(`${place}/services`, ({ req, json }) =>
    json(listServices(ground, req.param(), new URL(req.url).searchParams)),
  )
  app.get(`${place}/services/:id`, ({ req, json }) => {
    const [name, verb] = called(req.path)
    if (verb) return json(policyCall(ground, findService(ground, name).name, verb, undefined))
    return json(findService(ground, name))
  })
  app.patch(`${place}/services/:id`, async ({ req, json }) =>
    json(
      patchService(ground, called(req.path)[0], await req.json(), req.query('updateMask') ?? null),
    ),
  )
  app.delete(`${place}/services/:id`, ({ req, json }) =>
    json(deleteService(ground, called(req.path)[0], req.query('etag'))),
  )
  app.post(`${place}/services/:id`, async ({ req, json }) => {
    const [name, verb] = called(req.path)
    return json(policyCall(ground, findService(ground, name).name, verb, await req.json()))
  })
  app.get(`${place}/services/:id/revisions`, ({ req, json }) =>
    json(listRevisions(ground, called(req.path)[0].replace(/\/revisions$/, ''))),
  )
  app.get(`${place}/services/:id/revisions/:revision`, ({ req, json }) =>
    json(findRevision(ground, called(req.path)[0])),
  )
}
