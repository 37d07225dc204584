import * as z from 'zod'
import { read } from '../kit/read.ts'
import { Refusal } from '../kit/refusal.ts'
import { deleteExecution } from './executions.ts'
import { condition, etagOf, type Ground, newMeta } from './ground.ts'
import { checkId, missing, type Place, placeName, placeOf } from './names.ts'
import { operate } from './operations.ts'
import { page } from './page.ts'
import type { Job, Operation } from './state.ts'
import { ExecutionTemplate } from './template.ts'
import { checkEtag, checkTemplate, chosen, given, Labels } from './wishes.ts'

/** What a caller may say of a job; what only the service says is passed over, as Google does. */
const Wish = z.looseObject({
  labels: Labels,
  annotations: Labels,
  template: ExecutionTemplate,
  startExecutionToken: z.undefined('tokens that begin an execution are not emulated').optional(),
  runExecutionToken: z.undefined('tokens that begin an execution are not emulated').optional(),
})

export function createJob(ground: Ground, place: Place, id: string, body: unknown): Operation {
  checkId(id, 'job')
  const name = `${placeName(place)}/jobs/${id}`
  const { state } = ground
  if (state.jobs[name]) throw new Refusal('ALREADY_EXISTS', `Resource '${id}' already exists.`)
  const wish = read(Wish, body)
  checkTemplate(wish.template.template)
  const job: Job = {
    ...given(wish),
    name,
    ...newMeta(ground),
    labels: wish.labels ?? {},
    annotations: wish.annotations ?? {},
    template: wish.template,
    reconciling: false,
    conditions: [],
    terminalCondition: condition(ground, 'Ready', 'CONDITION_SUCCEEDED'),
    executionCount: 0,
  }
  state.jobs[name] = job
  return done(ground, job)
}

export function findJob({ state }: Ground, name: string): Job {
  const job = state.jobs[name]
  if (job) return job
  throw missing('JOB', name)
}

export function listJobs({ state }: Ground, place: Place, query: URLSearchParams) {
  const prefix = `${placeName(place)}/jobs/`
  const all = Object.values(state.jobs).filter(
    ({ name }) => place.location === '-' || name.startsWith(prefix),
  )
  const { items, ...more } = page(all, query)
  return { jobs: items, ...more }
}

/** Executions under way go on as they were. Without a mask all that a caller may say is replaced; with one, what it names. */
export function patchJob(
  ground: Ground,
  name: string,
  body: unknown,
  mask: string | null,
): Operation {
  const job = findJob(ground, name)
  const said = z.looseObject({ etag: z.string().optional() }).parse(body)
  checkEtag(job, said.etag)
  const wish = read(Wish, mask ? { ...job, ...chosen(said, mask) } : said)
  checkTemplate(wish.template.template)
  Object.assign(job, given(wish), {
    labels: wish.labels ?? {},
    annotations: wish.annotations ?? {},
    generation: String(Number(job.generation) + 1),
    updateTime: ground.clock.now(),
    etag: etagOf(ground.state),
  })
  return done(ground, job)
}

/** Its executions go with it; those under way are cancelled first. */
export function deleteJob(ground: Ground, name: string, etag: string | undefined): Operation {
  const job = findJob(ground, name)
  checkEtag(job, etag)
  const { state } = ground
  delete state.jobs[name]
  delete state.policies[name]
  const subject = { ...job, deleteTime: ground.clock.now() }
  return operate(ground, { place: placeOf(name), kind: 'Job', subject }, async () => {
    const its = Object.values(state.executions).filter((execution) => execution.job === name)
    await Promise.all(its.map((execution) => deleteExecution(ground, execution)))
    return subject
  })
}

/** Nothing is started for a job itself: it is well as soon as it is there. */
const done = (ground: Ground, job: Job): Operation =>
  operate(ground, { place: placeOf(job.name), kind: 'Job', subject: job }, async () => job)
