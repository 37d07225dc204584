import type { Instant } from '../../shared/platform/clock.ts'
import type { HttpTarget, Job, PubsubTarget } from './job.ts'

/** Where jobs' targets are, and how the calls prove who they are. */
export interface Outward {
  /** A token of a service account for an audience, or for a scope. */
  readonly tokenFor: (email: string, audience: string) => Promise<string>
  /** Where topics are; a job that publishes fails without it. */
  readonly pubsubUrl?: string | undefined
}

/** Calls a job's target once, and answers the HTTP status. */
export async function send(
  job: Job,
  scheduled: Instant,
  signal: AbortSignal,
  { tokenFor, pubsubUrl }: Outward,
): Promise<number> {
  if (job.pubsubTarget) return publish(job.pubsubTarget, pubsubUrl, signal)
  if (!job.httpTarget) return 400
  const { uri, httpMethod, body } = job.httpTarget
  const answer = await fetch(uri, {
    method: httpMethod,
    headers: {
      ...headersOf(job.httpTarget, job.name, scheduled),
      ...(await proofOf(job.httpTarget, tokenFor)),
    },
    body: body ? Buffer.from(body, 'base64') : null,
    signal,
  })
  await answer.body?.cancel()
  return answer.status
}

/** Those that a job names itself, but for what the service says instead. */
function headersOf({ headers, body }: HttpTarget, name: string, scheduled: Instant) {
  const own = Object.entries(headers).filter(([header]) => !replaced.test(header))
  const lower = own.map(([header, value]) => [header.toLowerCase(), value] as const)
  return {
    ...(body ? { 'content-type': 'application/octet-stream' } : {}),
    ...Object.fromEntries(lower),
    'user-agent': 'Google-Cloud-Scheduler',
    'x-cloudscheduler': 'true',
    'x-cloudscheduler-jobname': name.slice(name.lastIndexOf('/') + 1),
    'x-cloudscheduler-scheduletime': scheduled,
  }
}

const replaced = /^(host|content-length|user-agent|x-google-.*|x-appengine-.*|x-cloudscheduler.*)$/i

async function proofOf(
  { uri, oidcToken, oauthToken }: HttpTarget,
  tokenFor: Outward['tokenFor'],
): Promise<Readonly<Record<string, string>>> {
  if (oidcToken) {
    const { serviceAccountEmail, audience } = oidcToken
    return { authorization: `Bearer ${await tokenFor(serviceAccountEmail, audience || uri)}` }
  }
  if (!oauthToken) return {}
  const { serviceAccountEmail, scope } = oauthToken
  const token = await tokenFor(serviceAccountEmail, scope || cloudPlatform)
  return { authorization: `Bearer ${token}` }
}

const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform'

async function publish(
  { topicName, data, attributes }: PubsubTarget,
  pubsubUrl: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  if (!pubsubUrl) return 503
  const answer = await fetch(`${pubsubUrl}/v1/${topicName}:publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ data, attributes }] }),
    signal,
  })
  await answer.body?.cancel()
  return answer.status
}
