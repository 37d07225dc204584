import { expect } from 'vitest'
import type { Proof } from '../case.ts'
import { until } from '../until.ts'

/** What listens in a session is reached by its port's address, and by nobody without a key. */
export const ports: Proof = async ({ sh, gateway, headers, world }, session) => {
  await sh(session, `mkdir -p site && echo served > site/index.html && (cd site; ${serve})`)
  const url = `${gateway.url}/v1/sessions/${session}/ports/8000/index.html`
  const ask = async (key: Record<string, string>) => {
    const response = await fetch(url, { headers: key })
    return { status: response.status, text: await response.text() }
  }
  await until('the server listens', async () => (await ask(headers)).status === 200)
  expect((await ask(headers)).text).toBe('served\n')
  expect((await ask({})).status).toBe(401)
  expect((await ask({ 'x-api-key': world.citizen('eve').key })).status).toBe(404)
}

/** Whichever server there is, listening on the session's own loopback. */
const serve = `(setsid sh -c '
if command -v python3; then exec python3 -m http.server 8000 --bind 127.0.0.1
else exec busybox httpd -f -p 127.0.0.1:8000; fi' > /dev/null 2>&1 < /dev/null &)`
