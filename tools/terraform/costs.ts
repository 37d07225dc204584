import { schedules } from '../../shared/contract/schedules.ts'
import { secrets } from '../identities.ts'

/** `terraform/COSTS.md`: what the control plane costs, computed from the contract and from what Google asks. */
export const costs = (): string => `# What it costs

Computed by \`npm run derive\` from the contract, with Google's list prices of us-central1 and its free allowances (which a billing account has once). Nothing of it is a bill.

## A month in which nobody comes

${table(['', 'used', 'free', 'dollars'], [...idle().map(cells), total(idle())])}

Behind switches, by the month: a load balancer for a domain 18 dollars, a Filestore instance of 1 TiB 164, a GKE cluster 73 (the first of a billing account is free), an instance that waits 5, alerts 0.10 a condition.

## A thousand sessions

Each of ${session.minutes} minutes with ${session.vcpus} vCPU and ${session.gib} GiB, ${session.requests} requests and ${session.commands} commands; without free allowances.

${table(['', 'used', 'dollars'], [...busy().map((row) => [row.what, amount(row), dollars(row.used * row.each)]), ['**all**', '', `**${dollars(sum(busy()))}**`]])}

Sessions' own machines are what credits are paid for; the rest is ${dollars(sum(busy().filter(({ what }) => !what.startsWith('the sessions'))))}.
`

interface Row {
  readonly what: string
  readonly used: number
  readonly unit: string
  /** What of it Google gives away each month. */
  readonly free: number
  /** Dollars for each beyond that. */
  readonly each: number
}

const secondsPerMonth = 30 * 86_400

/** A cron's ticks in a month: `*`, `*\/n`, or once an hour. */
const ticksOf = (cron: string) => {
  const [minute = ''] = cron.split(' ')
  const every = minute === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(minute)?.[1] ?? 60)
  return secondsPerMonth / 60 / every
}
const ticks = Object.values(schedules).reduce((all, { cron }) => all + ticksOf(cron), 0)
const crons = new Set(Object.values(schedules).map(({ cron }) => cron))
const published = [...crons].reduce((all, cron) => all + ticksOf(cron), 0)

/** How long a tick that finds nothing takes: measured from its start to its answer, rounded up by Google. */
const tickSeconds = 0.2
const gibOfFunction = 0.5
/** Pub/Sub counts no message as less than a kilobyte, once published and once for each subscription. */
const gibPerMessage = 1_000 / 2 ** 30

const idle = (): readonly Row[] => [
  { what: 'Cloud Run, requests', used: ticks, unit: '', free: 2_000_000, each: 0.4e-6 },
  {
    what: 'Cloud Run, processors',
    used: ticks * tickSeconds,
    unit: 'vCPU s',
    free: 180_000,
    each: 24e-6,
  },
  {
    what: 'Cloud Run, memory',
    used: ticks * tickSeconds * gibOfFunction,
    unit: 'GiB s',
    free: 360_000,
    each: 2.5e-6,
  },
  { what: 'Cloud Scheduler', used: crons.size, unit: 'jobs', free: 3, each: 0.1 },
  {
    what: 'Pub/Sub',
    used: (published + ticks) * gibPerMessage,
    unit: 'GiB',
    free: 10,
    each: 40 / 1024,
  },
  { what: 'Firestore, reads', used: ticks, unit: '', free: 50_000 * 30, each: 0.03e-5 },
  {
    what: 'Secret Manager',
    used: secrets().filter(({ required }) => required).length,
    unit: 'versions',
    free: 6,
    each: 0.06,
  },
  { what: 'API Gateway', used: 0, unit: 'calls', free: 2_000_000, each: 3e-6 },
  { what: 'Artifact Registry', used: 0.3, unit: 'GiB', free: 0.5, each: 0.1 },
]

const session = { minutes: 30, vcpus: 1, gib: 1, requests: 20, commands: 10 }

const busy = (): readonly Row[] => {
  const sessions = 1_000
  const requests = sessions * session.requests
  const seconds = sessions * session.minutes * 60
  const row = (what: string, used: number, unit: string, each: number) => ({
    what,
    used,
    unit,
    each,
    free: 0,
  })
  return [
    row('API Gateway', requests, 'calls', 3e-6),
    row('Cloud Run, requests', requests, '', 0.4e-6),
    row('Cloud Run, processors', requests * 0.3, 'vCPU s', 24e-6),
    row('Cloud Run, memory', requests * 0.3 * gibOfFunction, 'GiB s', 2.5e-6),
    row('Firestore, reads', sessions * 60, '', 0.03e-5),
    row('Firestore, writes', sessions * 40, '', 0.09e-5),
    row('the sessions, processors', seconds * session.vcpus, 'vCPU s', 18e-6),
    row('the sessions, memory', seconds * session.gib, 'GiB s', 2e-6),
  ]
}

const beyond = ({ used, free, each }: Row) => Math.max(0, used - free) * each
const sum = (rows: readonly Row[]) => rows.reduce((all, row) => all + beyond(row), 0)
const dollars = (value: number) => value.toFixed(2)
const count = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 })
const amount = ({ used, unit }: Row) => `${count(used)} ${unit}`.trim()
const cells = (row: Row) => [row.what, amount(row), count(row.free), dollars(beyond(row))]
const total = (rows: readonly Row[]) => ['**all**', '', '', `**${dollars(sum(rows))}**`]

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
