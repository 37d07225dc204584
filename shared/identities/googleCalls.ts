import { type AuthClient, GoogleAuth, PassThroughClient } from 'google-auth-library'
import { limits } from '../platform/limits.ts'
import type { Call } from './call.ts'

/** Calls as this process's own Google identity; `none` is for emulators, which ask for no proof. */
export function googleCalls(credentials: 'default' | 'none'): Call {
  let client: Promise<AuthClient> | undefined
  return async ({ method, url, body, contentType = 'application/json' }) => {
    client ??= clientFor(credentials)
    const { status, data } = await (await client).request({
      method,
      url,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': contentType } } : {}),
      validateStatus: () => true,
      responseType: 'json',
      signal: AbortSignal.timeout(limits.identityCallTimeoutMs),
    })
    return { status, body: data }
  }
}

const clientFor = async (credentials: 'default' | 'none'): Promise<AuthClient> =>
  credentials === 'none'
    ? new PassThroughClient()
    : new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] }).getClient()
