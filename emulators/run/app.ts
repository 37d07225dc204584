import { Hono } from 'hono'
import type { Steering } from '../kit/steering.ts'
import type { Ground } from './ground.ts'
import { knativeRoutes } from './knative/routes.ts'
import { documentOf, Refusal } from './refusal.ts'
import { operationRoutes } from './v2/operations.ts'
import { serviceRoutes } from './v2/services.ts'

/** Cloud Run's API: every face of it over one state. */
export function runApp(ground: Ground, steering: Steering): Hono {
  const app = new Hono()
  app.onError((cause, context) => {
    const { status, body } = documentOf(cause)
    return context.json(body, status)
  })
  app.notFound(({ req }) => {
    throw new Refusal(
      'UNIMPLEMENTED',
      `${req.method} ${req.path} is not emulated; see emulators/run/README.md`,
    )
  })
  app.use(
    steering.middleware((code, message) => ({ error: { code, message, status: names[code] } })),
  )
  app.use(async ({ req }, next) => {
    await next()
    if (req.method !== 'GET') ground.changed()
  })
  serviceRoutes(app, ground)
  operationRoutes(app, ground)
  knativeRoutes(app, ground)
  return app
}

const names: Readonly<Record<number, string>> = {
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}
