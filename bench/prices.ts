/**
 * Google's list prices in US dollars, beyond the free tiers, for us-central1. Check them before you rely on them:
 * - Firestore, Standard edition: https://cloud.google.com/firestore/pricing (2025-11)
 * - Pub/Sub, Message Delivery Basic: https://cloud.google.com/pubsub/pricing (2026-09-20); at least
 *   1,000 bytes are counted for each publish and each delivery
 * - Cloud Run, requests only: https://cloud.google.com/run/pricing (2025-11). CPU and memory time come on
 *   top, and depend on how long a request waits.
 */
export const prices = {
  perRead: 0.03 / 100_000,
  perWrite: 0.09 / 100_000,
  perDelete: 0.01 / 100_000,
  perPubSubHop: (40 / 1_024 ** 4) * 1_000,
  perRequest: 0.4 / 1_000_000,
} as const
