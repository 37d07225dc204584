import { routes } from '../shared/contract/index.ts'
import { schedules } from '../shared/contract/schedules.ts'
import { jobFunction, spellings, workerFunction } from '../shared/contract/spellings.ts'
import { type Subscription, subscriptions, topics } from '../shared/contract/topics.ts'

/** What Terraform makes, one resource a line: functions, topics, subscriptions, schedules. */
export const functionList = () => ({
  functions: [
    ...routes.map(({ noun, verb, route }) => ({
      name: spellings(noun, verb).function,
      kind: 'route',
      identity: identities[route.face],
      face: route.face,
      method: route.method,
      path: route.path,
      scope: route.scope,
    })),
    ...workerNames.map((name) => ({
      name: workerFunction(name),
      kind: 'worker',
      identity: `worker-${dashed(name)}`,
      worker: name,
    })),
    ...Object.keys(schedules).map((name) => ({
      name: jobFunction(name),
      kind: 'job',
      identity: 'jobs',
      job: name,
    })),
  ],
  topics: Object.entries(topics).map(([name, { deadLetter }]) => ({
    name,
    dead_letter: deadLetter,
  })),
  subscriptions: Object.entries<Subscription>(subscriptions).map(([name, line]) => ({
    name,
    topic: line.topic,
    filter: filterText(line.filter),
    function: workerFunction(line.worker),
    ack_deadline_seconds: line.ackDeadlineSeconds,
    deliveries_max: line.deliveriesMax,
    backoff_seconds_min: line.backoffSecondsMin,
    backoff_seconds_max: line.backoffSecondsMax,
  })),
  schedules: Object.entries(schedules).map(([name, line]) => ({
    name,
    cron: line.cron,
    time_zone: 'Etc/UTC',
    attempt_deadline_seconds: line.attemptDeadlineSeconds,
    function: jobFunction(name),
    description: line.summary,
  })),
})

/**
 * The service account each function runs as, one for each class of trust: what takes strangers' requests needs no key of the
 * admin face, a backend's worker only its own backend's secret.
 */
const identities = { public: 'public-functions', admin: 'admin-functions' } as const
const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Every bundle there is: what `npm run build` makes and Terraform deploys. */
export const workerNames = [
  ...new Set(Object.values<Subscription>(subscriptions).map(({ worker }) => worker)),
]

/** In Pub/Sub's filter language. */
const filterText = (filter: Subscription['filter']) =>
  Object.entries(filter)
    .map(([name, value]) => `attributes.${name} = "${value}"`)
    .join(' AND ')
