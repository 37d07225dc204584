import * as z from 'zod'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'

const RefreshToken = z.string().min(1).max(256)

/** What a person who has signed in shows from now on. */
export const Tokens = z.object({
  access_token: z.string().describe('Send it as Authorization: Bearer'),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('Seconds for which the access token is good'),
  refresh_token: z.string().describe('Good once: gets the next two'),
  user_id: z.string(),
  account_id: z.string(),
})

const Said = z.string().max(4_096).optional()
const Cookie = z.object({ cookie: z.string().max(16_384).default('') })

export const beginSignin = route({
  method: 'GET',
  path: '/v1/signin',
  summary: 'Send a browser to the identity provider to sign in',
  face: 'public',
  scope: null,
  query: z.object({
    return_to: z
      .string()
      .max(2_048)
      .optional()
      .describe(
        'A path of this server to come back to; without it the tokens are answered as JSON',
      ),
  }),
  headers: z.object({ host: z.string().max(255).optional() }),
  isRaw: true,
  status: 200,
  output: z.string(),
  errors: ['unsupported', 'invalid_request', 'signin_unavailable'],
})

export const finishSignin = route({
  method: 'GET',
  path: '/v1/signin/callback',
  trail: 'act',
  summary: 'Where the identity provider sends the browser back to',
  face: 'public',
  scope: null,
  query: z.looseObject({
    code: Said,
    state: Said,
    error: Said,
    error_description: Said,
    iss: Said,
  }),
  headers: Cookie,
  isRaw: true,
  status: 200,
  output: z.string(),
  errors: [
    'unsupported',
    'signin_refused',
    'email_not_verified',
    'signin_unavailable',
    'contention',
  ],
})

export const beginDevice = route({
  method: 'POST',
  path: '/v1/signin/device',
  trail: 'none',
  summary: 'Begin to sign in where there is no browser: shows a code to enter in one elsewhere',
  face: 'public',
  scope: null,
  status: 201,
  output: z.object({
    device_code: z.string().describe('To ask for the tokens with'),
    user_code: z.string().describe('To enter at `verification_uri`'),
    verification_uri: z.string(),
    verification_uri_complete: z.string().nullable().describe('The same with the code in it'),
    expires_in: z.int().describe('Seconds'),
    interval: z.int().describe('Seconds to wait between two questions'),
  }),
  errors: ['unsupported', 'signin_unavailable'],
})

export const pollDevice = route({
  method: 'POST',
  path: '/v1/signin/device/token',
  summary: 'Ask for the tokens of a device, again and again until the code was entered',
  face: 'public',
  scope: null,
  body: z.strictObject({ device_code: z.string().min(1).max(4_096) }),
  status: 201,
  output: Tokens,
  errors: [
    'unsupported',
    'signin_pending',
    'signin_refused',
    'email_not_verified',
    'signin_unavailable',
    'contention',
  ],
})

export const refreshSignin = route({
  method: 'POST',
  path: '/v1/signin/refresh',
  summary: 'Get new tokens for a refresh token, which is good once',
  face: 'public',
  scope: null,
  body: z.strictObject({
    refresh_token: RefreshToken,
    account_id: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('To go on in another account that the user belongs to'),
  }),
  status: 201,
  output: Tokens,
  errors: ['unauthenticated', 'not_found', 'contention'],
})

export const refreshBrowser = route({
  method: 'POST',
  path: '/v1/signin/browser',
  summary: 'Get a new access token for the cookie that signing in left, and a new cookie',
  face: 'public',
  scope: null,
  headers: Cookie,
  isRaw: true,
  status: 201,
  output: z.string(),
  errors: ['unauthenticated', 'contention'],
})

export const signout = route({
  method: 'POST',
  path: '/v1/signout',
  summary: 'End what a refresh token stands for, and all its access tokens; again changes nothing',
  face: 'public',
  scope: null,
  body: z.strictObject({ refresh_token: RefreshToken }),
  status: 200,
  output: z.object({ signed_out: z.literal(true) }),
  errors: ['contention'],
})

export const signoutBrowser = route({
  method: 'POST',
  path: '/v1/signout/browser',
  summary: 'The same for the cookie that signing in left, which is taken back',
  face: 'public',
  scope: null,
  headers: Cookie,
  isRaw: true,
  status: 200,
  output: z.string(),
  errors: ['contention'],
})

export const signup = route({
  method: 'POST',
  path: '/v1/signup',
  // Strangers may ask as often as they like, and nothing is done until a code is shown.
  trail: 'none',
  summary: 'Be sent a code by mail, to make an account or to sign in to the one there is',
  face: 'public',
  scope: null,
  body: z.strictObject({
    email: z.email().max(254),
    name: z.string().trim().min(1).max(128).optional().describe('Of a new user'),
  }),
  status: 200,
  output: z.object({ detail: z.string().describe('The same whoever asks, and for whom') }),
  errors: ['unsupported', 'contention'],
})

export const verifySignup = route({
  method: 'POST',
  path: '/v1/signup/verify',
  summary: 'Show the code that was mailed, once, and be signed in',
  face: 'public',
  scope: null,
  body: z.strictObject({ code: z.string().trim().min(1).max(256) }),
  status: 201,
  output: Tokens,
  errors: ['invalid_code', 'unauthenticated', 'contention'],
})

/** People whose proven address is in this domain are let into this account when they first sign in. */
export const SsoDomain = z.object({
  domain: z.string(),
  account_id: z.string(),
  role: z.enum(['admin', 'member', 'billing', 'viewer']),
  created_at: Timestamp,
})

const Domain = z.object({
  domain: z
    .string()
    .max(253)
    .toLowerCase()
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
      'write it as example.com',
    ),
})

export const listSsoDomains = route({
  method: 'GET',
  path: '/admin/sso-domains',
  summary: 'List the domains whose people are let into an account when they sign in',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ sso_domains: z.array(SsoDomain) }),
  errors: [],
})

export const setSsoDomain = route({
  method: 'PUT',
  path: '/admin/sso-domains/{domain}',
  summary: 'Let the people of a domain into an account when they first sign in',
  face: 'admin',
  scope: null,
  params: Domain,
  body: z.strictObject({
    account_id: z.string().min(1).max(64),
    role: SsoDomain.shape.role.default('member'),
  }),
  status: 200,
  output: SsoDomain,
  errors: ['not_found', 'contention'],
})

export const removeSsoDomain = route({
  method: 'DELETE',
  path: '/admin/sso-domains/{domain}',
  summary: 'Let them in no more; those who were stay',
  face: 'admin',
  scope: null,
  params: Domain,
  status: 200,
  output: z.object({ domain: z.string() }),
  errors: ['not_found', 'contention'],
})
