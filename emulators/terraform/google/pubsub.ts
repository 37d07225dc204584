import type { Making } from '../making.ts'
import { isFields, textsAt } from '../values.ts'
import { ask, removed } from './ask.ts'

export const topics = (url: string): Making => ({
  async create({ id }) {
    await ask('PUT', `${url}/v1/${id}`, {})
    return {}
  },
  remove: ({ id }) => removed(`${url}/v1/${id}`),
})

/** Google's emulator neither filters nor signs: its pushes go to our proxy, which does both and passes them on. */
export const subscriptions = (url: string, proxy: string): Making => ({
  async create(fields) {
    const { id, name, topic, ack_deadline_seconds: ackDeadlineSeconds } = fields
    const [retry] = Array.isArray(fields.retry_policy) ? fields.retry_policy : []
    const [dead] = textsAt(fields, ['dead_letter_policy', 'dead_letter_topic'])
    const [letters] = Array.isArray(fields.dead_letter_policy) ? fields.dead_letter_policy : []
    await ask('PUT', `${url}/v1/${id}`, {
      topic,
      ackDeadlineSeconds,
      pushConfig: { pushEndpoint: `${proxy}/push/${name}` },
      ...(isFields(retry)
        ? {
            retryPolicy: {
              minimumBackoff: retry.minimum_backoff,
              maximumBackoff: retry.maximum_backoff,
            },
          }
        : {}),
      ...(dead && isFields(letters)
        ? {
            deadLetterPolicy: {
              deadLetterTopic: dead,
              maxDeliveryAttempts: letters.max_delivery_attempts,
            },
          }
        : {}),
    })
    return {}
  },
  remove: ({ id }) => removed(`${url}/v1/${id}`),
})
