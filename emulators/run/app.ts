import type { Hono } from 'hono'
import { googleApp } from '../kit/googleApp.ts'
import type { Steering } from '../kit/steering.ts'
import type { Ground } from './ground.ts'
import { knativeJobRoutes } from './knative/jobs.ts'
import { knativeRoutes } from './knative/routes.ts'
import { executionRoutes, jobRoutes } from './v2/jobs.ts'
import { operationRoutes } from './v2/operations.ts'
import { serviceRoutes } from './v2/services.ts'

/** Cloud Run's API: every face of it over one state. */
export function runApp(ground: Ground, steering: Steering): Hono {
  const { changed } = ground
  const app = googleApp({ readme: 'emulators/run/README.md', steering, changed })
  serviceRoutes(app, ground)
  jobRoutes(app, ground)
  executionRoutes(app, ground)
  operationRoutes(app, ground)
  knativeRoutes(app, ground)
  knativeJobRoutes(app, ground)
  return app
}
