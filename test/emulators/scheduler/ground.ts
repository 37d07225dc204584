import { CloudSchedulerClient } from '@google-cloud/scheduler'
import { googleAuthLibrary, grpc } from 'google-gax'
import { Hono } from 'hono'
import * as z from 'zod'
import { callers } from '../../../emulators/kit/callers.ts'
import { type Served, served } from '../../../emulators/kit/served.ts'
import { openScheduler } from '../../../emulators/scheduler/server.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'

export const start = '2026-01-01T00:00:00.000Z'
export const minutes = (count: number) => count * 60
export const parent = 'projects/test/locations/us-central1'
export const nameOf = (id: string) => `${parent}/jobs/${id}`

interface Given {
  readonly start?: string
  readonly answer?: (attempt: number) => number | 'never'
  readonly pubsubUrl?: string
}

interface Heard {
  readonly at: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A Cloud Scheduler on steered time, a target, and what was heard there when. */
export async function newScheduler(given: Given = {}) {
  const { answer = () => 204, pubsubUrl } = given
  const time = new SteeredTime(given.start ?? start)
  const heard: Heard[] = []
  const app = new Hono()
  app.all('*', async ({ req }) => {
    const status = answer(heard.length)
    heard.push({ at: time.now(), headers: req.header(), body: await req.text() })
    return status === 'never' ? new Promise<Response>(() => {}) : new Response(null, { status })
  })
  const target: Served = await served(app)
  const calling = callers()
  const scheduler = await openScheduler({ time, tokenFor: calling.tokenFor, pubsubUrl })
  return {
    scheduler,
    time,
    heard,
    target: target.url,
    whoIs: calling.whoIs,
    times: () => heard.map(({ at }) => at),
    ask: (method: string, path: string, body?: object) => ask(scheduler.url, method, path, body),
    /** The official client over each of the two faces. */
    clients: () => ({ rest: restClient(scheduler.url), grpc: grpcClient(scheduler.grpcUrl) }),
    async close() {
      await target.close()
      await scheduler.close()
    },
  }
}

function restClient(url: string) {
  const { hostname: apiEndpoint, port } = new URL(url)
  return new CloudSchedulerClient({
    fallback: true,
    protocol: 'http',
    apiEndpoint,
    port: Number(port),
    authClient: new googleAuthLibrary.PassThroughClient(),
  })
}

function grpcClient(url: string) {
  const { hostname: apiEndpoint, port } = new URL(url)
  return new CloudSchedulerClient({
    apiEndpoint,
    port: Number(port),
    sslCreds: grpc.credentials.createInsecure(),
  })
}

async function ask(url: string, method: string, path: string, body?: object) {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return {
    status: answer.status,
    body: z.record(z.string(), z.unknown()).parse(await answer.json()),
  }
}
