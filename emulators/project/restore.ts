import type { Run } from '../run/server.ts'
import { subscriptions, topics } from '../terraform/google/pubsub.ts'
import type { Store } from '../terraform/store.ts'

/** Google's Pub/Sub emulator keeps nothing: what was applied is made in it again. */
export async function restorePubSub(store: Store, url: string, proxy: string): Promise<void> {
  for (const { fields } of store.all('google_pubsub_topic')) await topics(url).create(fields, {})
  const subscribing = subscriptions(url, proxy)
  for (const { fields } of store.all('google_pubsub_subscription'))
    await subscribing.create(fields, {})
}

/**
 * What Terraform believes of services, held against what there is after a crash: one that was lost is made again by the
 * next deployment, and one that had to take another port is found there.
 */
export function recallServices(store: Store, { state }: Run): void {
  for (const kept of store.all('google_cloud_run_v2_service')) {
    const service = state.services[kept.id]
    if (!service) store.remove(kept)
    else if (service.uri !== kept.fields.uri)
      store.replace({ ...kept, fields: { ...kept.fields, uri: service.uri, urls: [service.uri] } })
  }
}
