import type { Hono } from 'hono'
import type { Ground } from '../ground.ts'
import { findOperation } from '../operations.ts'
import { called } from './called.ts'

const place = '/v2/projects/:project/locations/:location'

export function operationRoutes(app: Hono, ground: Ground): void {
  app.get(`${place}/operations/:id`, ({ req, json }) =>
    json(findOperation(ground, called(req.path)[0])),
  )
}
