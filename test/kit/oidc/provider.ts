import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { listening } from '../../../emulators/pubsub/http.ts'

export interface Account {
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

/**
 * A real OpenID provider on this machine. Whoever comes to it is `visitor`, without being asked: as with a browser in which
 * somebody has signed in already.
 */
export async function openProvider(redirectUri: string) {
  const accounts = new Map<string, Account>()
  const people = { visitor: '' }
  const server = createServer()
  const issuer = `http://127.0.0.1:${await listening(server)}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'onmemos',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
        application_type: 'web',
      },
    ],
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['of a test'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      DeviceCode: 600,
      AccessToken: 600,
      IdToken: 600,
      Grant: 600,
      Session: 600,
      Interaction: 600,
    },
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
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    const login = { login: { accountId: people.visitor } }
    provider.interactionFinished(request, response, login).catch((cause: unknown) => {
      response.writeHead(500).end(String(cause))
    })
  })
  return {
    issuer,
    /** Makes somebody the one who comes. */
    visits(id: string, account: Account) {
      accounts.set(id, account)
      people.visitor = id
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
