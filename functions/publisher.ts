import type { PubSub } from '@google-cloud/pubsub'
import type { SweepBatch, Topic } from '../shared/contract/topics.ts'
import type { OutboxLine } from '../shared/outbox/line.ts'

/** What a process publishes. The client is loaded at the first of it: most requests publish nothing. */
export function publisher(projectId: string) {
  let client: Promise<PubSub> | undefined
  const connected = async () => {
    const { PubSub } = await import('@google-cloud/pubsub')
    return new PubSub({ projectId })
  }
  const publish = async (topic: Topic, json: object, attributes: Record<string, string> = {}) => {
    client ??= connected()
    await (await client)
      .topic(topic, { batching: { maxMilliseconds: 0 } })
      .publishMessage({ json, attributes })
  }
  return {
    publish: ({ topic, command }: OutboxLine): Promise<void> => {
      // What subscriptions filter by.
      return publish(topic, command, { ...command })
    },
    fanOut: (batch: SweepBatch): Promise<void> => publish('sweep-batches', batch),
  }
}
