import { Hono } from 'hono'
import { documentOf, Refusal } from './refusal.ts'
import type { Steering } from './steering.ts'

export interface GoogleApp {
  /** What the emulator is faithful to: named to who asks for what is not there. */
  readonly readme: string
  readonly steering: Steering
  /** Told after each request that may have changed something. */
  readonly changed: () => void
}

/** The empty API of a service of Google's: it refuses as Google does, and a test steers it. */
export function googleApp({ readme, steering, changed }: GoogleApp): Hono {
  const app = new Hono()
  app.onError((cause, context) => {
    const { status, body } = documentOf(cause)
    return context.json(body, status)
  })
  app.notFound(({ req }) => {
    throw new Refusal('UNIMPLEMENTED', `${req.method} ${req.path} is not emulated; see ${readme}`)
  })
  app.use(
    steering.middleware((code, message) => ({ error: { code, message, status: names[code] } })),
  )
  app.use(async ({ req }, next) => {
    await next()
    if (req.method !== 'GET') changed()
  })
  return app
}

const names: Readonly<Record<number, string>> = {
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}
