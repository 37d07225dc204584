import { type Subscription, subscriptions } from '../shared/contract/topics.ts'

/** Each worker that something is pushed to, once. */
export const workerNames = [
  ...new Set(Object.values<Subscription>(subscriptions).map(({ worker }) => worker)),
]
