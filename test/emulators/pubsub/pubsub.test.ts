import { OAuth2Client } from 'google-auth-library'
import { expect, test, vi } from 'vitest'
import { provisionPubSub } from '../../../emulators/pubsub/provision.ts'
import { subscriptions, topics } from '../../../shared/contract/topics.ts'
import { postOffice, wiring } from './post-office.ts'

vi.setConfig({ testTimeout: 60_000 })

test.concurrent('a worker gets what its filter matches and nothing else', async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  await send('north', 'coat')
  await send('nowhere', 'ghost')
  await send('south', 'hat')
  await arrived(2)
  await expect.poll(() => proxy.counts('parcels-north').received, soon).toBe(3)
  await expect.poll(() => proxy.counts('parcels-south').received, soon).toBe(3)
  const got = deliveries.map(({ worker, text }) => `${worker} ${text}`).sort()
  expect(got).toEqual(['northPost coat', 'southPost hat'])
  expect(proxy.counts('parcels-north')).toMatchObject({ received: 3, filtered: 2, delivered: 1 })
})

test.concurrent('a push is what Pub/Sub sends: data, attributes, id, subscription, attempt', async (context) => {
  const { send, arrived, deliveries, pubsub } = await postOffice(context)
  const messageId = await send('north', 'coat')
  await arrived(1)
  expect(deliveries[0]?.envelope).toMatchObject({
    message: { data: 'Y29hdA==', attributes: { to: 'north' }, messageId, message_id: messageId },
    subscription: `projects/${pubsub.projectId}/subscriptions/parcels-north`,
    deliveryAttempt: 1,
  })
})

test.concurrent("every push carries a token that Google's own library verifies, for that worker only", async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  await send('north', 'coat')
  await arrived(1)
  const token = deliveries[0]?.headers.authorization.replace('Bearer ', '') ?? ''
  const { certificates, issuer, email } = proxy.identity
  const verify = (audience: string) =>
    new OAuth2Client().verifySignedJwtWithCertsAsync(token, certificates, audience, [issuer])
  const ticket = await verify('workers-north-post')
  expect(ticket.getPayload()).toMatchObject({ email, email_verified: true })
  await expect(verify('workers-south-post')).rejects.toThrow('Wrong recipient')
})

test.concurrent('an answer of 5xx is retried with growing waits until one succeeds', async (context) => {
  let refusals = 2
  const { send, arrived, deliveries } = await postOffice(context, () =>
    refusals-- > 0 ? 503 : 204,
  )
  await send('north', 'coat')
  await arrived(3)
  expect(deliveries.map((delivery) => delivery.envelope.deliveryAttempt)).toEqual([1, 2, 3])
  const [first = 0, second = 0, third = 0] = deliveries.map((delivery) => delivery.at)
  expect(second - first).toBeGreaterThan(100)
  expect(third - second).toBeGreaterThan(second - first)
})

test.concurrent('what no delivery brought home ends with the worker for dead letters', async (context) => {
  const { send, arrived, deliveries } = await postOffice(context, ({ worker }) =>
    worker === 'deadLetters' ? 204 : 500,
  )
  await send('north', 'coat')
  await arrived(6, 50_000)
  const got = deliveries.map(({ worker, text }) => `${worker} ${text}`)
  expect(got).toEqual([...Array(5).fill('northPost coat'), 'deadLetters coat'])
  expect(deliveries[5]?.envelope.message.attributes).toMatchObject({
    to: 'north',
    CloudPubSubDeadLetterSourceSubscription: 'parcels-north',
    CloudPubSubDeadLetterSourceDeliveryCount: '5',
  })
})

test.concurrent('provisioning again changes nothing', async (context) => {
  const { provision, send, arrived, deliveries, pubsub } = await postOffice(context)
  await provision()
  const [subscriptionsMade] = await pubsub.getSubscriptions()
  expect(subscriptionsMade).toHaveLength(Object.keys(wiring.subscriptions).length)
  await send('north', 'coat')
  await arrived(1)
  expect(deliveries).toHaveLength(1)
})

test.concurrent('every line of the contract becomes a subscription with its policies', async (context) => {
  const { pubsub } = await postOffice(context)
  await provisionPubSub({ pubsub, endpoint: (name) => `http://127.0.0.1:9/push/${name}` })
  for (const [name, line] of Object.entries(subscriptions)) {
    const [made] = await pubsub.subscription(name).getMetadata()
    const deadLetter = Object.entries(topics).find(([topic]) => topic === line.topic)?.[1]
      .deadLetter
    expect(made).toMatchObject({
      topic: pubsub.topic(line.topic).name,
      ackDeadlineSeconds: line.ackDeadlineSeconds,
      pushConfig: { pushEndpoint: `http://127.0.0.1:9/push/${name}` },
      retryPolicy: {
        minimumBackoff: { seconds: String(line.backoffSecondsMin) },
        maximumBackoff: { seconds: String(line.backoffSecondsMax) },
      },
    })
    const policy = deadLetter
      ? {
          deadLetterTopic: expect.stringMatching(new RegExp(`/topics/${deadLetter}$`)),
          maxDeliveryAttempts: line.deliveriesMax,
        }
      : undefined
    expect(made.deadLetterPolicy ?? undefined).toEqual(policy)
  }
})

test.concurrent('a push to a subscription that is not in the table is 404', async (context) => {
  const { proxy } = await postOffice(context)
  const { status } = await fetch(proxy.endpoint('unknown'), { method: 'POST', body: '{}' })
  expect(status).toBe(404)
})

const soon = { timeout: 10_000, interval: 20 }
