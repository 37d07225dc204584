import { schedules } from '../../shared/contract/schedules.ts'
import { jobFunction, workerFunction } from '../../shared/contract/spellings.ts'
import { subscriptions } from '../../shared/contract/topics.ts'
import type { Signer } from '../kit/identity.ts'
import type { Store } from '../terraform/store.ts'
import { addressOf } from './services.ts'

/** Calls the function of a push as Pub/Sub's service account does, and says how it answered. */
export const deliverTo =
  (store: Store, { tokenFor }: Signer, deployment: string, caller: string) =>
  async (name: string, envelope: object): Promise<number> => {
    const address = addressOf(store, `${deployment}-${name}`)
    if (!address) return 503
    const answer = await fetch(address, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenFor(caller, address)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(envelope),
    })
    return answer.status
  }

const line = {
  ackDeadlineSeconds: 60,
  deliveriesMax: 8,
  backoffSecondsMin: 1,
  backoffSecondsMax: 60,
}

/** What is pushed to which function, and which of a topic's messages. */
export const pushes = {
  ...Object.fromEntries(
    Object.entries(subscriptions).map(([name, it]) => [
      name,
      { ...it, worker: workerFunction(it.worker) },
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(schedules).map((job) => [
      jobFunction(job),
      { ...line, topic: 'ticks', filter: {}, worker: jobFunction(job) },
    ]),
  ),
}
