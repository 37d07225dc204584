import type { PubSub } from '@google-cloud/pubsub'
import type { OutboxLine } from '../shared/outbox/line.ts'

/** Publishes outbox lines. The client is loaded at the first one: most requests publish nothing. */
export function publisher(projectId: string) {
  let client: Promise<PubSub> | undefined
  const connected = async () => {
    const { PubSub } = await import('@google-cloud/pubsub')
    return new PubSub({ projectId })
  }
  return async ({ topic, command }: OutboxLine): Promise<void> => {
    client ??= connected()
    const { verb, backend, session_id } = command
    // What subscriptions filter by.
    const attributes = { verb, backend, session_id }
    await (await client).topic(topic, { batching: { maxMilliseconds: 0 } }).publishMessage({
      json: command,
      attributes,
    })
  }
}
