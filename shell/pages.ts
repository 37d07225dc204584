import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { problem } from '../functions/problem.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'

/** What the shell answers over plain HTTP: its health, and the web terminal. `assets` is where that was bundled. */
export function pages(plane: Plane, assets: string): Hono {
  const app = new Hono()
  app.onError((cause, context) => problem(context, cause, plane.log))
  app.notFound(({ req }) => {
    throw new Fault('not_found', `there is no ${req.method} ${req.path}`)
  })
  app.get('/health', (context) => context.json({ status: 'ok', version: plane.version }))
  app.get('/terminal/assets/:file', async (context) => {
    const { file } = context.req.param()
    const type = types[file]
    if (!type) throw new Fault('not_found', `there is no ${file}`)
    return context.body(await readFile(join(assets, file), 'utf8'), 200, {
      ...guarded,
      'content-type': type,
      'cache-control': 'no-cache',
    })
  })
  // The same for every session: who may see one is asked when its terminal is opened.
  app.get('/terminal/:id', async (context) => {
    const page = await readFile(join(assets, 'terminal.html'), 'utf8')
    const told = plane.oidc ? page.replace('<body', '<body data-signin') : page
    return context.body(told, 200, {
      ...guarded,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
  })
  return app
}

const types: Readonly<Record<string, string>> = {
  'main.js': 'text/javascript; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
}

/** Nothing of another host, no script in the page, no frame around it. xterm.js sets styles of its own. */
const guarded = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
}
