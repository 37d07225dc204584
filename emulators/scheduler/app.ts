import type { Hono } from 'hono'
import { googleApp } from '../kit/googleApp.ts'
import { Refusal } from '../kit/refusal.ts'
import type { Steering } from '../kit/steering.ts'
import {
  createJob,
  deleteJob,
  findJob,
  type Ground,
  listJobs,
  patchJob,
  runJob,
  switchJob,
} from './jobs.ts'

const jobs = '/v1/projects/:project/locations/:location/jobs'

/** Cloud Scheduler's API v1. `changed` hears of every change. */
export function schedulerApp(ground: Ground, steering: Steering, changed: () => void): Hono {
  const app = googleApp({ readme: 'emulators/scheduler/README.md', steering, changed })
  app.get(jobs, ({ req, json }) =>
    json(listJobs(ground, parentIn(req.path), new URL(req.url).searchParams)),
  )
  app.post(jobs, async ({ req, json }) =>
    json(createJob(ground, parentIn(req.path), await req.json())),
  )
  app.get(`${jobs}/:id`, ({ req, json }) => json(findJob(ground, nameIn(req.path))))
  app.patch(`${jobs}/:id`, async ({ req, json }) =>
    json(patchJob(ground, nameIn(req.path), await req.json(), req.query('updateMask') ?? null)),
  )
  app.delete(`${jobs}/:id`, ({ req, json }) => json(deleteJob(ground, nameIn(req.path))))
  app.post(`${jobs}/:call`, ({ req, json }) => {
    const [, name = '', verb = ''] = /^(.+):(\w+)$/.exec(nameIn(req.path)) ?? []
    if (verb === 'pause') return json(switchJob(ground, name, 'PAUSED'))
    if (verb === 'resume') return json(switchJob(ground, name, 'ENABLED'))
    if (verb === 'run') return json(runJob(ground, name))
    throw new Refusal('UNIMPLEMENTED', `${verb} is not a method of jobs`)
  })
  return app
}

const nameIn = (path: string) => decodeURIComponent(path.replace(/^\/v1\//, ''))
const parentIn = (path: string) => nameIn(path).replace(/\/jobs$/, '')
