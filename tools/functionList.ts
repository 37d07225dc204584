import { routes } from '../shared/contract/index.ts'
import { schedules } from '../shared/contract/schedules.ts'
import { jobFunction, spellings, workerFunction } from '../shared/contract/spellings.ts'
import { type Subscription, subscriptions, topics } from '../shared/contract/topics.ts'
import { identities, identityOf, secrets } from './identities.ts'
import { workerNames } from './workerNames.ts'

/** What Terraform makes, one resource a line: functions, who they run as, topics, subscriptions, schedules. */
export const functionList = () => ({
  identities: identities(),
  secrets: secrets(),
  functions: [
    ...routes.map(({ noun, verb, route }) => ({
      name: spellings(noun, verb).function,
      kind: 'route',
      identity: identityOf.route[route.face],
      face: route.face,
      method: route.method,
      path: route.path,
      scope: route.scope,
      backend: null,
    })),
    ...workerNames.map((name) => ({
      name: workerFunction(name),
      kind: 'worker',
      identity: identityOf.worker(name),
      worker: name,
      backend: backendOf(name),
    })),
    ...Object.keys(schedules).map((name) => ({
      name: jobFunction(name),
      kind: 'job',
      identity: identityOf.job,
      job: name,
      backend: null,
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

/** A worker of one backend's sessions is deployed where that backend is. */
const backendOf = (name: string) =>
  Object.values<Subscription>(subscriptions).find(({ worker }) => worker === name)?.filter
    .backend ?? null

/** In Pub/Sub's filter language. */
const filterText = (filter: Subscription['filter']) =>
  Object.entries(filter)
    .map(([name, value]) => `attributes.${name} = "${value}"`)
    .join(' AND ')
