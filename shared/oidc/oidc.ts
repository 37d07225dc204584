import type {
  Configuration,
  TokenEndpointResponse,
  TokenEndpointResponseHelpers,
} from 'openid-client'
import * as z from 'zod'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'

/** Where people prove who they are. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  /** Null of a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null
  readonly redirectUri: string
}

/** What a browser must bring back with the answer, and nobody else knows. */
export const Journey = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
})
export type Journey = z.output<typeof Journey>

/** Who somebody is, by the word of the identity provider. */
export const Person = z.object({
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  isEmailVerified: z.boolean(),
  name: z.string().nullable(),
})
export type Person = z.output<typeof Person>

export type Oidc = ReturnType<typeof oidcBy>

/**
 * Signing in by any OpenID provider. Its answers are checked in full: signature, issuer, audience, expiry, nonce, state. What
 * it refuses is `signin_refused`; where it cannot be reached, `signin_unavailable`.
 */
export function oidcBy(settings: OidcSettings) {
  let discovered: Promise<Configuration> | undefined

  async function provider() {
    const openid = await import('openid-client')
    discovered ??= discover(openid, settings)
    // What could not be reached is asked again by the next.
    discovered.catch(() => {
      discovered = undefined
    })
    return { openid, config: await guarded(() => discovered ?? discover(openid, settings)) }
  }

  return {
    /** Where to send a browser, and what it must bring back. */
    async begin(): Promise<{ url: URL; journey: Journey }> {
      const { openid, config } = await provider()
      const journey = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope,
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
      })
      return { url, journey }
    },

    /** `query`: as the browser brought it to the redirect URI. */
    async finish(query: URLSearchParams, { state, nonce, verifier }: Journey): Promise<Person> {
      const { openid, config } = await provider()
      const at = new URL(settings.redirectUri)
      at.search = query.toString()
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier }
      return guarded(async () => {
        const tokens = await openid.authorizationCodeGrant(config, at, {
          ...checks,
          idTokenExpected: true,
        })
        return personIn(openid, config, tokens)
      })
    },

    async beginDevice() {
      const { openid, config } = await provider()
      if (!config.serverMetadata().device_authorization_endpoint) {
        throw new Fault('unsupported', 'this identity provider has no device flow: use a browser')
      }
      return guarded(() => openid.initiateDeviceAuthorization(config, { scope }))
    },

    /** Who entered the code of a device; `signin_pending` until somebody has. */
    async askDevice(deviceCode: string): Promise<Person> {
      const { openid, config } = await provider()
      return guarded(async () => {
        const parameters = { device_code: deviceCode }
        const tokens = await openid.genericGrantRequest(config, deviceGrant, parameters)
        return personIn(openid, config, tokens)
      })
    },
  }
}

type OpenId = typeof import('openid-client')

async function discover(openid: OpenId, { issuer, clientId, clientSecret }: OidcSettings) {
  const at = new URL(issuer)
  const config = await openid.discovery(
    at,
    clientId,
    undefined,
    clientSecret === null ? openid.None() : openid.ClientSecretBasic(clientSecret),
    {
      timeout: limits.oidcCallTimeoutMs / 1_000,
      // Only ever on this machine: elsewhere anyone between could say who we are.
      execute: isLoopback(at) ? [openid.allowInsecureRequests] : [],
    },
  )
  openid.enableNonRepudiationChecks(config)
  return config
}

const isLoopback = ({ protocol, hostname }: URL) =>
  protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)

async function personIn(
  openid: OpenId,
  config: Configuration,
  tokens: TokenEndpointResponse & TokenEndpointResponseHelpers,
): Promise<Person> {
  const claims = tokens.claims()
  if (!claims) throw new Fault('signin_refused', 'the identity provider sent no ID token')
  const said = Claims.parse(claims)
  // Many providers say who somebody is only when they are asked.
  const told =
    said.email === undefined && config.serverMetadata().userinfo_endpoint
      ? {
          ...said,
          ...Claims.parse(await openid.fetchUserInfo(config, tokens.access_token, said.sub)),
        }
      : said
  return {
    issuer: claims.iss,
    subject: told.sub,
    email: told.email ?? null,
    isEmailVerified: told.email_verified === true || told.email_verified === 'true',
    name: told.name ?? told.preferred_username ?? null,
  }
}

const Claims = z.object({
  sub: z.string(),
  email: z.email().optional(),
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
})

/** A provider's refusals as faults of ours. What it said stays in the cause: it is not for the one who signs in. */
async function guarded<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const { error, code } = Refused.catch({}).parse(cause)
    if (error === 'authorization_pending' || error === 'slow_down') {
      throw new Fault('signin_pending', 'the code was not entered yet: ask again', {
        facts: { slow_down: error === 'slow_down' },
        cause,
      })
    }
    const isAway = cause instanceof TypeError || code === 'OAUTH_TIMEOUT'
    if (isAway && !error) {
      throw new Fault('signin_unavailable', 'the identity provider did not answer: try again', {
        cause,
      })
    }
    throw new Fault(
      'signin_refused',
      'the identity provider did not vouch for you: sign in again',
      {
        cause,
      },
    )
  }
}

const Refused = z.object({ error: z.string().optional(), code: z.string().optional() })

const scope = 'openid email profile'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
