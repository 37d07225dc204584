import { Hono } from 'hono'
import type { Plane } from '../shared/plane.ts'

/** What the shell answers over plain HTTP. */
export function pages(plane: Plane): Hono {
  const app = new Hono()
  app.get('/health', (context) => context.json({ status: 'ok', version: plane.version }))
  return app
}
