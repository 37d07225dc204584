import { setTimeout as sleep } from 'node:timers/promises'
import type * as z from 'zod'
import { client } from '../sdk/client.ts'
import { ApiError } from '../sdk/errors.ts'
import type { Tokens as OnTheWire } from '../shared/contract/signin.ts'
import { Failure } from './failure.ts'
import { during } from './progress.ts'

type Tokens = z.output<typeof OnTheWire>

/**
 * Signs in by a browser, on this machine or any other: says where to go and what to enter there, and waits. Null where the
 * server has no identity provider.
 */
export async function signInByDevice(baseUrl: string): Promise<Tokens | null> {
  const { signin } = client({ baseUrl, apiKey: null })
  const begun = await signin.device().catch((error: unknown) => {
    if (error instanceof ApiError && error.code === 'unsupported') return null
    throw error
  })
  if (!begun) return null
  const { verification_uri: uri, verification_uri_complete: complete, user_code: code } = begun
  process.stderr.write(`Open ${complete ?? uri} in a browser, on any machine.\nThe code: ${code}\n`)
  const until = Date.now() + begun.expires_in * 1_000
  const asking = ask(signin.deviceToken, begun.device_code, begun.interval * 1_000, until)
  return during('Waiting for you to sign in there…', false, asking)
}

async function ask(
  deviceToken: ReturnType<typeof client>['signin']['deviceToken'],
  deviceCode: string,
  intervalMs: number,
  until: number,
): Promise<Tokens> {
  let waitMs = intervalMs
  while (Date.now() < until) {
    await sleep(waitMs)
    try {
      return await deviceToken({ body: { device_code: deviceCode } })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'signin_pending')) throw error
      // As RFC 8628 asks of whoever asks too often.
      if (error.facts.slow_down === true) waitMs += 5_000
    }
  }
  throw new Failure('signin_expired', 'the code has expired: nobody entered it in time', {
    hint: 'Begin again with: onmemos login',
  })
}
