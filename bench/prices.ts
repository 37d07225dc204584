/**
 * Google's list prices in US dollars for us-central1, beyond the free tiers. Check them before you rely on them:
 * - Firestore, Standard edition: https://cloud.google.com/firestore/pricing. Reads and writes as others
 *   quote that page in 2026, deletes from memory: the page itself was not read.
 * - Pub/Sub, Message Delivery Basic: https://cloud.google.com/pubsub/pricing, $40 per TiB, transcribed
 *   2026-09-20. At least 1,000 bytes count for each publish and each delivery (from memory).
 * - Cloud Run, requests only: https://cloud.google.com/run/pricing, from memory. CPU and memory time come on
 *   top, and depend on how long a request waits.
 */
export const prices = {
  perRead: 0.03 / 100_000,
  perWrite: 0.09 / 100_000,
  perDelete: 0.01 / 100_000,
  perPubSubHop: (40 / 1_024 ** 4) * 1_000,
  perRequest: 0.4 / 1_000_000,
} as const
