import * as z from 'zod'
import { type GoogleEmulators, startGoogleEmulators } from '../emulators/keeper/start.ts'
import { jobs } from '../functions/index.ts'
import { api } from '../shared/contract/index.ts'
import type { JobName } from '../shared/contract/schedules.ts'
import { logTo } from '../shared/platform/log.ts'
import type { Bench, Run } from './kit/bench.ts'
import { countedPlane, type Shape } from './kit/controlPlane.ts'
import { type Counted, dollarsOf, sum } from './kit/counts.ts'
import type { Table } from './kit/table.ts'

/** What one session's life costs its owner in Firestore and Pub/Sub: counted, not reasoned. */
export const cost: Bench = {
  summary: 'Firestore reads and writes and Pub/Sub messages of one session life, with their price',
  async run(run) {
    const google = await startGoogleEmulators({
      projectId: 'demo-bench',
      log: logTo(() => undefined),
    })
    run.ending(google.stop)
    const tables: Table[] = []
    for (const { title, ...shape } of shapes) tables.push(await lifeIn(run, google, title, shape))
    return tables
  },
}

const shapes: readonly (Shape & { title: string })[] = [
  {
    title: 'the local cloud, dispatch direct',
    projectId: 'demo-cost-direct',
    dispatch: 'direct',
    isApart: false,
  },
  {
    title: 'the local cloud, dispatch pubsub',
    projectId: 'demo-cost-pubsub',
    dispatch: 'pubsub',
    isApart: false,
  },
  {
    title: 'as deployed: dispatch pubsub, each function with clients and caches of its own',
    projectId: 'demo-cost-apart',
    dispatch: 'pubsub',
    isApart: true,
  },
]

async function lifeIn(
  run: Run,
  google: GoogleEmulators,
  title: string,
  shape: Shape,
): Promise<Table> {
  const { counted, caller, clock, planeOf } = await countedPlane(run, google, shape)
  const callers = {
    create: caller(api.sessions.create),
    execute: caller(api.sessions.execute),
    get: caller(api.sessions.get),
    receipt: caller(api.sessions.receipt),
    delete: caller(api.sessions.delete),
  }
  const ok = <A extends { status: number; text: string }>(answer: A): A => {
    if (answer.status < 300) return answer
    throw new Error(`answered ${answer.status}: ${answer.text}`)
  }
  let path = ''
  const create = async () => {
    const { body } = ok(await callers.create.post('/v1/sessions', wish))
    path = `/v1/sessions/${Created.parse(body).id}`
  }
  const execute = async () => ok(await callers.execute.post(`${path}/execute`, { command: 'true' }))
  const tick = (name: JobName) => counted(() => jobs[name].run(planeOf()))
  const minute = async () =>
    sum([await tick('sweep'), await tick('relay'), await tick('reconcile')])

  const begun = [
    ['create', await counted(create)],
    ['execute', await counted(execute)],
    ['execute', await counted(execute)],
    ['execute', await counted(execute)],
    ['get', await counted(async () => ok(await callers.get.get(path)))],
  ] as const
  const whileRunning = await minute()
  clock.advance(untilRenewalSeconds)
  const renewal = await tick('sweep')
  const ended = [
    ['receipt', await counted(async () => ok(await callers.receipt.get(`${path}/receipt`)))],
    ['delete', await counted(async () => ok(await callers.delete.delete(path)))],
  ] as const
  const steps = [...begun, ...ended]
  const idle = await minute()
  const recover = await tick('recover')

  return {
    title: `what one session costs: ${title}`,
    head: [
      '',
      'calls',
      'reads',
      'writes',
      'deletes',
      'commits',
      'published',
      'pushed',
      '$ per 1,000',
    ],
    rows: [
      ...steps.map(([name, counts]) => row(name, counts)),
      row('= one life', sum(steps.map(([, counts]) => counts))),
      row('+ its lease renewed once', renewal),
      row('+ a minute of jobs while it runs', whileRunning),
      row('a minute of jobs, nothing runs', idle),
      row('recover (each 10 minutes), nothing runs', recover),
    ],
    notes: [`idle for 30 days: $${idleMonth(idle, recover).toFixed(2)} before free tiers`],
  }
}

const wish = { provider: 'local', template: 'base', namespace: 'bench', user: 'bench' }
const Created = z.object({ id: z.string(), status: z.literal('running') })

/** Into the last part of a lease, in which the sweep renews it. */
const untilRenewalSeconds = 160

const row = (what: string, counted: Counted) => [
  what,
  ...[counted.calls, counted.reads, counted.writes, counted.deletes, counted.commits].map(String),
  ...[counted.published, counted.pushed].map(String),
  `$${(dollarsOf(counted) * 1_000).toFixed(4)}`,
]

const idleMonth = (minute: Counted, recover: Counted) =>
  30 * 24 * (60 * dollarsOf(minute) + 6 * dollarsOf(recover))
