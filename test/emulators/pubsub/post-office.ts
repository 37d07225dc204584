import { PubSub } from '@google-cloud/pubsub'
import { type TestContext, vi } from 'vitest'
import type { Envelope } from '../../../emulators/pubsub/envelope.ts'
import { provisionPubSub, type Wiring } from '../../../emulators/pubsub/provision.ts'
import { openPushProxy } from '../../../emulators/pubsub/proxy.ts'
import type { PushHeaders } from '../../../emulators/pubsub/push.ts'
import { newProjectId } from '../../kit/database.ts'

const line = {
  ackDeadlineSeconds: 10,
  deliveriesMax: 5,
  backoffSecondsMin: 0.1,
  backoffSecondsMax: 0.5,
}

/** Two workers that share a topic by their filters, and one for what they cannot deliver. */
export const wiring: Wiring = {
  topics: { parcels: { deadLetter: 'parcels-dead' } },
  subscriptions: {
    'parcels-north': { ...line, topic: 'parcels', filter: { to: 'north' }, worker: 'northPost' },
    'parcels-south': { ...line, topic: 'parcels', filter: { to: 'south' }, worker: 'southPost' },
    'parcels-undelivered': { ...line, topic: 'parcels-dead', filter: {}, worker: 'deadLetters' },
  },
}

export interface Delivery {
  readonly worker: string
  readonly text: string
  readonly at: number
  readonly envelope: Envelope
  readonly headers: PushHeaders
}

/** A world of topics in the real emulator, a push proxy, and workers that note what they get. */
export async function postOffice(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  answer: (delivery: Delivery) => number = () => 204,
) {
  const deliveries: Delivery[] = []
  const proxy = await openPushProxy({
    subscriptions: wiring.subscriptions,
    async deliver(worker, envelope, headers) {
      const text = Buffer.from(envelope.message.data, 'base64').toString()
      const delivery = { worker, text, at: performance.now(), envelope, headers }
      deliveries.push(delivery)
      return answer(delivery)
    },
  })
  const pubsub = new PubSub({ projectId: newProjectId() })
  onTestFinished(async () => {
    await pubsub.close()
    await proxy.close()
  })
  const provision = () => provisionPubSub({ pubsub, endpoint: proxy.endpoint, wiring })
  await provision()
  return {
    pubsub,
    proxy,
    deliveries,
    provision,
    send: (to: string, text: string) =>
      pubsub.topic('parcels').publishMessage({ data: Buffer.from(text), attributes: { to } }),
    /** Waits until so many deliveries have come. */
    arrived: (count: number, timeout = 20_000) =>
      vi.waitUntil(() => deliveries.length >= count, { timeout, interval: 20 }),
  }
}
