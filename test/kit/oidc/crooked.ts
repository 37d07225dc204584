import { Hono } from 'hono'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { served } from '../../../emulators/kit/served.ts'

/** What an ID token says besides what it should, and how it is signed. */
export interface Crook {
  readonly claims?: (right: JWTPayload) => JWTPayload
  readonly signature?: 'none' | 'unknown key'
}

/** An OpenID provider that vouches for anyone in the way it is told to. It asks nobody who they are. */
export async function openCrooked() {
  const right = await generateKeyPair('RS256')
  const wrong = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(right.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const told: { crook: Crook; nonce: string } = { crook: {}, nonce: '' }
  const app = new Hono()
  const server = await served(app)
  const issuer = server.url
  app.get('/.well-known/openid-configuration', ({ json }) =>
    json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'none'],
      code_challenge_methods_supported: ['S256'],
    }),
  )
  app.get('/jwks', ({ json }) => json({ keys: [jwk] }))
  app.get('/authorize', ({ req, redirect }) => {
    told.nonce = req.query('nonce') ?? ''
    const back = new URL(req.query('redirect_uri') ?? '')
    back.searchParams.set('code', 'a-code')
    back.searchParams.set('state', req.query('state') ?? '')
    return redirect(back.href)
  })
  app.post('/token', async ({ json }) =>
    json({ access_token: 'of-no-use', token_type: 'Bearer', id_token: await idToken() }),
  )
  return { issuer, told, close: server.close }

  function idToken() {
    const now = Math.floor(Date.now() / 1_000)
    const payload = {
      iss: issuer,
      aud: 'onmemos',
      sub: 'crook',
      iat: now,
      exp: now + 300,
      nonce: told.nonce,
      email: 'crook@example.com',
      email_verified: true,
    }
    const { claims = (same) => same, signature } = told.crook
    const said = claims(payload)
    if (signature === 'none') return new UnsecuredJWT(said).encode()
    const { privateKey } = signature === 'unknown key' ? wrong : right
    return new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey)
  }
}
