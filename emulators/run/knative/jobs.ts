import type { Hono } from 'hono'
import { cancelExecution, removeExecution, runJob } from '../executions.ts'
import type { Ground } from '../ground.ts'
import { createJob, deleteJob, findJob, listJobs, patchJob } from '../jobs.ts'
import { idOf, missing, placeName } from '../names.ts'
import { executionViewOf, jobViewOf, taskViewOf } from './jobView.ts'
import { jobWishIn, runWishIn } from './jobWish.ts'
import { type Named, placeOfRequest } from './place.ts'

const namespace = '/apis/run.googleapis.com/v1/namespaces/:project'

/** Jobs, executions and tasks as `gcloud run jobs` asks for them: executions and tasks by id alone. */
export function knativeJobRoutes(app: Hono, ground: Ground): void {
  const { state } = ground
  app.get(`${namespace}/jobs`, ({ req, json }) => {
    const { jobs } = listJobs(ground, placeOfRequest(req), new URL(req.url).searchParams)
    return json(listOf('Job', jobs.map(jobViewOf)))
  })
  app.post(`${namespace}/jobs`, async ({ req, json }) => {
    const { name, wish } = jobWishIn(await req.json())
    createJob(ground, placeOfRequest(req), name, wish)
    return json(jobViewOf(findJob(ground, jobNamed(req, name))))
  })
  app.get(`${namespace}/jobs/:id`, ({ req, json }) =>
    json(jobViewOf(findJob(ground, jobNamed(req, req.param('id'))))),
  )
  app.put(`${namespace}/jobs/:id`, async ({ req, json }) => {
    const name = jobNamed(req, req.param('id'))
    patchJob(ground, name, jobWishIn(await req.json()).wish, null)
    return json(jobViewOf(findJob(ground, name)))
  })
  app.delete(`${namespace}/jobs/:id`, ({ req, json }) => {
    deleteJob(ground, jobNamed(req, req.param('id')), undefined)
    return json(deleted)
  })
  app.post(`${namespace}/jobs/:id{.+:run}`, async ({ req, json }) => {
    const job = findJob(ground, jobNamed(req, req.param('id').replace(/:run$/, '')))
    runJob(ground, job, runWishIn(await req.json()))
    const begun = job.latestCreatedExecution?.name ?? ''
    return json(executionViewOf(found(state.executions, req, idOf(begun), 'EXECUTION')))
  })
  app.get(`${namespace}/executions`, ({ req, json }) =>
    json(listOf('Execution', chosen(state.executions, req).map(executionViewOf))),
  )
  app.get(`${namespace}/executions/:id`, ({ req, json }) =>
    json(executionViewOf(found(state.executions, req, req.param('id'), 'EXECUTION'))),
  )
  app.post(`${namespace}/executions/:id{.+:cancel}`, ({ req, json }) => {
    const id = req.param('id').replace(/:cancel$/, '')
    const execution = found(state.executions, req, id, 'EXECUTION')
    cancelExecution(ground, execution.name)
    return json(executionViewOf(execution))
  })
  app.delete(`${namespace}/executions/:id`, ({ req, json }) => {
    removeExecution(ground, found(state.executions, req, req.param('id'), 'EXECUTION').name)
    return json(deleted)
  })
  app.get(`${namespace}/tasks`, ({ req, json }) =>
    json(listOf('Task', chosen(state.tasks, req).map(taskViewOf))),
  )
  app.get(`${namespace}/tasks/:id`, ({ req, json }) =>
    json(taskViewOf(found(state.tasks, req, req.param('id'), 'TASK'))),
  )
}

const deleted = { apiVersion: 'v1', kind: 'Status', status: 'Success' }

const listOf = (kind: string, items: readonly object[]) => ({
  apiVersion: 'run.googleapis.com/v1',
  kind: `${kind}List`,
  metadata: {},
  items,
})

const jobNamed = (req: Named, id: string) => `${placeName(placeOfRequest(req))}/jobs/${id}`

/** In this place, which may be every region. */
const isHere = (req: Named, name: string) => {
  const { project, location } = placeOfRequest(req)
  return name.startsWith(
    location === '-' ? `projects/${project}/` : `${placeName({ project, location })}/`,
  )
}

function found<R extends { readonly name: string }>(
  all: Readonly<Record<string, R>>,
  req: Named,
  id: string,
  kind: string,
): R {
  const one = Object.values(all).find(({ name }) => idOf(name) === id && isHere(req, name))
  if (one) return one
  throw missing(kind, `${placeName(placeOfRequest(req))}/${id}`)
}

/** Those that a selector of labels names: of a job, or of an execution. The newest is the first. */
function chosen<R extends { readonly name: string; readonly job: string }>(
  all: Readonly<Record<string, R>>,
  req: Named,
): readonly R[] {
  const selector = new URL(req.url).searchParams.get('labelSelector') ?? ''
  const [, job] = /run\.googleapis\.com\/job ?=+ ?([\w-]+)/.exec(selector) ?? []
  const [, execution] = /run\.googleapis\.com\/execution ?=+ ?([\w-]+)/.exec(selector) ?? []
  return Object.values(all)
    .filter(({ name }) => isHere(req, name))
    .filter((one) => job === undefined || idOf(one.job) === job)
    .filter(({ name }) => execution === undefined || name.includes(`/executions/${execution}/`))
    .toReversed()
}
