import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { html } from 'hono/html'
import { exportJWK, generateKeyPair } from 'jose'
import type { Provider } from 'oidc-provider'
import type { Served } from '../kit/served.ts'
import { listening } from '../pubsub/http.ts'
import { devicePages } from './devicePages.ts'
import { page } from './page.ts'

/** What is vouched for of somebody. */
export interface Account {
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

/** Where people say who they are. */
export interface Desk {
  accountOf(id: string): Account | undefined
  /** Answers a browser: with a page that asks, or by `enter`, once it is known who it is. */
  ask(
    request: IncomingMessage,
    response: ServerResponse,
    enter: (id: string) => Promise<void>,
  ): Promise<void>
}

/**
 * A real OpenID provider on loopback, made by the npm package `oidc-provider`, whose one client is `onmemos`: the code flow
 * with PKCE, and the device flow. The desk is asked who it is each time. All is forgotten when it is closed.
 */
export async function openProvider(
  redirectUri: string,
  desk: Desk,
  port?: number,
): Promise<Served> {
  const server = createServer()
  const url = `http://127.0.0.1:${await listening(server, port)}`
  const provider = await quietly(() => providerAt(url, redirectUri, desk))
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    const enter = (accountId: string) =>
      provider.interactionFinished(request, response, { login: { accountId } })
    desk.ask(request, response, enter).catch((cause: unknown) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(String(cause))
    })
  })
  return {
    url,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function providerAt(url: string, redirectUri: string, desk: Desk): Promise<Provider> {
  const { interactionPolicy, Provider } = await import('oidc-provider')
  const policy = interactionPolicy.base()
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'each_time',
        'who it is is asked each time',
        ({ oidc }) => oidc.result?.login === undefined,
      ),
    )
  return new Provider(url, {
    clients: [
      {
        client_id: 'onmemos',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
        application_type: 'web',
      },
    ],
    jwks: { keys: [await newKey()] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      deviceFlow: { enabled: true, ...devicePages },
    },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['of an emulator'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...desk.accountOf(id) }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}`, policy },
    async renderError(context, { error, error_description: why }) {
      context.body = await page('That did not work', html`<p>${why ?? error}</p>`)
    },
    ttl: {
      DeviceCode: 600,
      AccessToken: 600,
      IdToken: 600,
      Grant: 600,
      Session: 600,
      Interaction: 600,
    },
    // Nobody is asked what they let us know: the only client is ours.
    async loadExistingGrant({ oidc }) {
      const { client, account } = oidc
      if (!client || !account) return undefined
      const grant = new oidc.provider.Grant({
        clientId: client.clientId,
        accountId: account.accountId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
}

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }
}

/** The package warns of what is meant here: a development setup, in memory. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { warn, info } = console
  Object.assign(console, { warn: () => undefined, info: () => undefined })
  try {
    return await make()
  } finally {
    Object.assign(console, { warn, info })
  }
}
