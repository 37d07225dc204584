import { PubSub } from '@google-cloud/pubsub'
import * as z from 'zod'
import { consume } from '../../functions/consume.ts'
import { workers } from '../../functions/index.ts'
import { type Subscription, subscriptions, type WorkerName } from '../../shared/contract/topics.ts'
import type { Plane } from '../../shared/plane.ts'
import { provisionPubSub } from '../pubsub/provision.ts'
import { openPushProxy } from '../pubsub/proxy.ts'

/** Pub/Sub's pushes reach the workers in this process, by way of the proxy that filters and signs them. */
export async function wireWorkers(projectId: string, plane: Plane) {
  const proxy = await openPushProxy({
    deliver: (worker, envelope) => consume(workers[WorkerNamed.parse(worker)], envelope, plane),
  })
  const pubsub = new PubSub({ projectId })
  await provisionPubSub({ pubsub, endpoint: proxy.endpoint })
  await pubsub.close()
  return proxy
}

const names = Object.values<Subscription>(subscriptions).map(({ worker }) => worker)
const WorkerNamed = z.custom<WorkerName>((name) => names.some((worker) => worker === name))
