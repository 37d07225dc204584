import type { PubSub } from '@google-cloud/pubsub'
import * as contract from '../../shared/contract/topics.ts'

/** The lines of shared/contract/topics.ts, or a test's own. */
export interface Wiring {
  readonly topics: Readonly<Record<string, { readonly deadLetter: string | null }>>
  readonly subscriptions: Readonly<Record<string, Line>>
}

export type Line = Omit<contract.Subscription, 'topic'> & { readonly topic: string }

export interface Provisioning {
  readonly pubsub: PubSub
  /** Where a subscription's pushes go. */
  readonly endpoint: (subscription: string) => string
  readonly wiring?: Wiring
}

/** Makes the topics, dead letters and push subscriptions of a table true. It may be repeated. */
export async function provisionPubSub(provisioning: Provisioning): Promise<void> {
  const { pubsub, endpoint, wiring = contract } = provisioning
  const names = Object.entries(wiring.topics).flatMap(([name, { deadLetter }]) => [
    name,
    ...(deadLetter ? [deadLetter] : []),
  ])
  await Promise.all(names.map((name) => unlessThere(pubsub.createTopic(name))))
  await Promise.all(
    Object.entries(wiring.subscriptions).map(async ([name, line]) => {
      const pushEndpoint = endpoint(name)
      const options = { pushEndpoint, ...policiesOf(pubsub, wiring, line) }
      await unlessThere(pubsub.topic(line.topic).createSubscription(name, options))
      await pubsub.subscription(name).modifyPushConfig({ pushEndpoint })
    }),
  )
}

function policiesOf(pubsub: PubSub, { topics }: Wiring, line: Line) {
  const deadLetter = topics[line.topic]?.deadLetter
  return {
    ackDeadlineSeconds: line.ackDeadlineSeconds,
    retryPolicy: {
      minimumBackoff: duration(line.backoffSecondsMin),
      maximumBackoff: duration(line.backoffSecondsMax),
    },
    // What is dead already has nowhere further to go.
    ...(deadLetter && {
      deadLetterPolicy: {
        deadLetterTopic: pubsub.topic(deadLetter).name,
        maxDeliveryAttempts: line.deliveriesMax,
      },
    }),
    ...(Object.keys(line.filter).length > 0 && { filter: expression(line.filter) }),
  }
}

/** The emulator stores this and ignores it; our push proxy is what applies it. */
const expression = (filter: Line['filter']) =>
  Object.entries(filter)
    .map(([attribute, value]) => `attributes.${attribute} = ${JSON.stringify(value)}`)
    .join(' AND ')

const duration = (seconds: number) => ({
  seconds: Math.floor(seconds),
  nanos: Math.round((seconds % 1) * 1e9),
})

const alreadyExists = 6

const unlessThere = (creation: Promise<unknown>) =>
  creation.catch((failure) => {
    if (failure?.code !== alreadyExists) throw failure
  })
