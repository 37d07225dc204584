import type { Hono } from 'hono'
import {
  cancelExecution,
  findExecution,
  listExecutions,
  removeExecution,
  runJob,
  viewExecution,
} from '../executions.ts'
import type { Ground } from '../ground.ts'
import { createJob, deleteJob, findJob, listJobs, patchJob } from '../jobs.ts'
import { policyCall } from '../policies.ts'
import { findTask, listTasks } from '../tasks.ts'
import { called } from './called.ts'

const place = '/v2/projects/:project/locations/:location'
const job = `${place}/jobs/:id`
const execution = `${job}/executions/:execution`

export function jobRoutes(app: Hono, ground: Ground): void {
  app.post(`${place}/jobs`, async ({ req, json }) =>
    json(createJob(ground, req.param(), req.query('jobId') ?? '', await req.json())),
  )
  app.get(`${place}/jobs`, ({ req, json }) =>
    json(listJobs(ground, req.param(), new URL(req.url).searchParams)),
  )
  app.get(job, ({ req, json }) => {
    const [name, verb] = called(req.path)
    if (verb) return json(policyCall(ground, findJob(ground, name).name, verb, undefined))
    return json(findJob(ground, name))
  })
  app.patch(job, async ({ req, json }) =>
    json(patchJob(ground, called(req.path)[0], await req.json(), req.query('updateMask') ?? null)),
  )
  app.delete(job, ({ req, json }) =>
    json(deleteJob(ground, called(req.path)[0], req.query('etag'))),
  )
  app.post(job, async ({ req, json }) => {
    const [name, verb] = called(req.path)
    const body = await req.json()
    if (verb === 'run') return json(runJob(ground, findJob(ground, name), body))
    return json(policyCall(ground, findJob(ground, name).name, verb, body))
  })
}

export function executionRoutes(app: Hono, ground: Ground): void {
  app.get(`${job}/executions`, ({ req, json }) =>
    json(listExecutions(ground, parentOf(req.path), new URL(req.url).searchParams)),
  )
  app.get(execution, ({ req, json }) =>
    json(viewExecution(findExecution(ground, called(req.path)[0]))),
  )
  app.delete(execution, ({ req, json }) => json(removeExecution(ground, called(req.path)[0])))
  app.post(`${execution}{.+:cancel}`, ({ req, json }) =>
    json(cancelExecution(ground, called(req.path)[0])),
  )
  app.get(`${execution}/tasks`, ({ req, json }) =>
    json(listTasks(ground, parentOf(req.path), new URL(req.url).searchParams)),
  )
  app.get(`${execution}/tasks/:task`, ({ req, json }) =>
    json(findTask(ground, called(req.path)[0])),
  )
}

/** What a list is of. */
const parentOf = (path: string) => called(path)[0].replace(/\/\w+$/, '')
