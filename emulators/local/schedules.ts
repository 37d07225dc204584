import { Hono } from 'hono'
import { jobs } from '../../functions/index.ts'
import { tick } from '../../functions/tick.ts'
import { type JobName, schedules } from '../../shared/contract/schedules.ts'
import type { Plane } from '../../shared/plane.ts'
import { type Callers, callers } from '../kit/callers.ts'
import { served } from '../kit/served.ts'
import { openScheduler, type Scheduler } from '../scheduler/server.ts'

/**
 * Cloud Scheduler, with a job for each schedule of the contract. It calls this process's jobs as it would call functions: over
 * HTTP, with a token that says who it is.
 */
export async function openSchedules(projectId: string, plane: Plane): Promise<Scheduler> {
  const calling = callers()
  const email = `schedules@${projectId}.iam.gserviceaccount.com`
  const door = await served(doorOf(plane, calling, email))
  const scheduler = await openScheduler({ tokenFor: calling.tokenFor })
  const parent = `projects/${projectId}/locations/us-central1`
  for (const [name, { cron, summary, attemptDeadlineSeconds }] of Object.entries(schedules)) {
    const answer = await fetch(`${scheduler.url}/v1/${parent}/jobs`, {
      method: 'POST',
      body: JSON.stringify({
        name: `${parent}/jobs/${name}`,
        description: summary,
        schedule: cron,
        timeZone: 'Etc/UTC',
        httpTarget: {
          uri: `${door.url}/${name}`,
          oidcToken: { serviceAccountEmail: email, audience },
        },
        attemptDeadline: `${attemptDeadlineSeconds}s`,
      }),
    })
    if (!answer.ok) throw new Error(`the job ${name} was refused: ${await answer.text()}`)
  }
  return {
    ...scheduler,
    async close() {
      await scheduler.close()
      await door.close()
    },
  }
}

const audience = 'onmemos-jobs'

/** The jobs, for nobody but their caller: in the cloud it is Cloud Run that turns others away. */
const doorOf = (plane: Plane, { whoIs }: Callers, email: string) =>
  new Hono().post('/:job', async ({ req, body }) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(req.header('authorization') ?? '') ?? []
    if ((await whoIs(token, audience)) !== email) return body(null, 403)
    const name = req.param('job')
    return isJob(name) ? body(null, await tick(name, jobs[name], plane)) : body(null, 404)
  })

const isJob = (name: string): name is JobName => Object.hasOwn(jobs, name)
