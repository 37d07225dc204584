import { http } from '@google-cloud/functions-framework'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { consume, type Worker } from './consume.ts'
import { plane } from './deps.ts'
import { type AnyHandler, serve } from './serve.ts'
import { type Job, tick } from './tick.ts'

/** Makes an endpoint a function of the framework, under its target's name. */
export const registerRoute = (target: string, handler: AnyHandler) =>
  register(target, () => serve([handler], plane()))

/** A worker takes Pub/Sub's pushes; only Pub/Sub's identity may call it. */
export const registerWorker = (target: string, worker: Worker) =>
  register(target, () =>
    new Hono().post('*', async (context) =>
      context.body(null, await consume(worker, await context.req.json(), plane())),
    ),
  )

/** A job is called by Cloud Scheduler; only its identity may call it. */
export const registerJob = (target: string, name: string, job: Job) =>
  register(target, () =>
    new Hono().post('*', async (context) => context.body(null, await tick(name, job, plane()))),
  )

/** The app is built at the first request, so that a function starts before it needs its settings. */
function register(target: string, build: () => Hono) {
  let app: Hono | undefined
  const listener = getRequestListener((request, env) => {
    app ??= build()
    return app.fetch(request, env)
  })
  http(target, (request, response) => listener(request, response))
}
