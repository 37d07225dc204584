import type { IncomingMessage, ServerResponse } from 'node:http'
import { html } from 'hono/html'
import type { Served } from '../kit/served.ts'
import { bodyOf } from '../pubsub/http.ts'
import { page } from './page.ts'
import { type Account, openProvider } from './provider.ts'

/** An identity provider for trying things with: whoever comes is who they say they are, and their address is proven. */
export const openIdentityProvider = (redirectUri: string, port?: number): Promise<Served> =>
  openProvider(redirectUri, { accountOf, ask }, port)

/** To click on; any other address may be typed. */
const people: Readonly<Record<string, string>> = {
  'ada@example.com': 'Ada Lovelace',
  'grace@example.com': 'Grace Hopper',
}

const accountOf = (email: string): Account => ({
  email,
  email_verified: true,
  name: people[email] ?? email.slice(0, email.indexOf('@')),
})

async function ask(
  request: IncomingMessage,
  response: ServerResponse,
  enter: (id: string) => Promise<void>,
) {
  const said = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : undefined
  const email = said?.get('email')?.trim().toLowerCase() ?? ''
  if (/^[^@\s]+@[^@\s]+$/.test(email)) return enter(email)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(await question())
}

const question = () =>
  page(
    'Who are you?',
    html`<form method="post">
        ${Object.entries(people).map(
          ([email, name]) =>
            html`<button name="email" value="${email}">${name}<br /><small>${email}</small></button>`,
        )}
      </form>
      <p>or anybody else:</p>
      <form method="post">
        <input name="email" type="email" placeholder="name@example.com" required />
        <button type="submit">Sign in</button>
      </form>
      <p><small>An emulated identity provider: it believes everybody.</small></p>`,
  )
