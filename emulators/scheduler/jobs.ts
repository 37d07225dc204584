import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from '../../shared/platform/clock.ts'
import { read } from '../kit/read.ts'
import { Refusal } from '../kit/refusal.ts'
import { checkWish } from './checks.ts'
import type { Clockwork } from './clockwork.ts'
import { Job, type State, Wish } from './job.ts'

/** What every verb of the emulator stands on. */
export interface Ground {
  readonly state: State
  readonly clock: Clock
  readonly clockwork: Clockwork
}

/** `projects/p/locations/r`. */
type Parent = string

export function createJob(ground: Ground, parent: Parent, body: unknown): Job {
  const wish = read(Wish, body)
  const name = wish.name || `${parent}/jobs/${randomUUID()}`
  if (!name.startsWith(`${parent}/jobs/`) || !/^[\w-]{1,500}$/.test(idOf(name))) {
    throw new Refusal(
      'INVALID_ARGUMENT',
      'Job name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/jobs/<JOB_ID>".',
    )
  }
  const { state, clockwork } = ground
  if (state.jobs[name]) throw new Refusal('ALREADY_EXISTS', `Job [${name}] already exists.`)
  const job = jobOf(ground, name, wish)
  state.jobs[name] = job
  clockwork.follow(job)
  return job
}

export function findJob({ state }: Ground, name: string): Job {
  const job = state.jobs[name]
  if (job) return job
  throw new Refusal('NOT_FOUND', 'Job not found.')
}

export function listJobs({ state }: Ground, parent: Parent, query: URLSearchParams) {
  const all = Object.values(state.jobs)
    .filter(({ name }) => name.startsWith(`${parent}/jobs/`))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const from = Number(query.get('pageToken') ?? 0)
  const size = Math.min(Number(query.get('pageSize')) || 500, 500)
  const more = from + size < all.length ? { nextPageToken: String(from + size) } : {}
  return { jobs: all.slice(from, from + size), ...more }
}

/** Without a mask what is said is replaced; with one, what it names, also inside a target. */
export function patchJob(ground: Ground, name: string, body: unknown, mask: string | null): Job {
  const job = findJob(ground, name)
  const said = z.record(z.string(), z.unknown()).parse(body)
  const paths = (mask ? mask.split(',') : Object.keys(said)).map((path) => camel(path).split('.'))
  const wished = paths
    .filter(([field = '']) => !ours.has(field))
    .reduce<unknown>((all, path) => replaced(all, said, path), Job.parse(job))
  const changed = jobOf(ground, name, read(Wish, wished))
  // A field that is not said any more is gone.
  for (const field of Object.keys(Wish.shape)) {
    if (!ours.has(field)) Reflect.deleteProperty(job, field)
  }
  const { scheduleTime: _, state: __, ...rest } = changed
  Object.assign(job, rest)
  ground.clockwork.follow(job)
  return job
}

export function deleteJob(ground: Ground, name: string): object {
  const job = findJob(ground, name)
  ground.clockwork.forget(job)
  delete ground.state.jobs[name]
  return {}
}

export function switchJob(ground: Ground, name: string, to: Job['state']): Job {
  const job = findJob(ground, name)
  if (job.state === to) {
    const from = to === 'PAUSED' ? 'ENABLED' : 'PAUSED'
    throw new Refusal('FAILED_PRECONDITION', `Job.state must be ${from}.`)
  }
  job.state = to
  ground.clockwork.follow(job)
  return job
}

/** Answers at once, as Google does; what came of it is in the job afterwards. */
export function runJob(ground: Ground, name: string): Job {
  const job = findJob(ground, name)
  void ground.clockwork.force(job)
  return job
}

function jobOf({ clock }: Ground, name: string, wish: Wish): Job {
  const [, project = ''] = name.split('/')
  checkWish(wish, project)
  const { schedule = '', timeZone, attemptDeadline } = wish
  const deadline = attemptDeadline ?? (wish.httpTarget ? '180s' : undefined)
  return Job.parse({
    ...Object.fromEntries(Object.entries(wish).filter(([field]) => !ours.has(field))),
    name,
    schedule,
    timeZone: timeZone || 'Etc/UTC',
    ...(deadline && { attemptDeadline: deadline }),
    userUpdateTime: clock.now(),
    state: 'ENABLED',
  })
}

/** Fields that only the service says. */
const ours = new Set([
  'name',
  'userUpdateTime',
  'state',
  'status',
  'scheduleTime',
  'lastAttemptTime',
])

/** A document with what another has at a path. */
function replaced(into: unknown, from: unknown, [field, ...deeper]: readonly string[]): unknown {
  if (field === undefined) return from
  const [here, there] = [Fields.parse(into ?? {}), Fields.parse(from ?? {})]
  const other = targets.includes(field) ? targets.filter((target) => target !== field) : []
  const rest = Object.entries(here).filter(([name]) => name !== field && !other.includes(name))
  const value = replaced(here[field], there[field], deeper)
  return Object.fromEntries(value === undefined ? rest : [...rest, [field, value]])
}

// A job has one of these: another takes its place.
const targets = ['httpTarget', 'pubsubTarget', 'appEngineHttpTarget']
const Fields = z.record(z.string(), z.unknown())

const camel = (path: string) =>
  path.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)
