/** How a push may go wrong between Pub/Sub and the worker. */
export type PushFault =
  /** The connection breaks before the worker hears of it. */
  | { readonly kind: 'drop' }
  /** The worker gets it twice at once. */
  | { readonly kind: 'duplicate' }
  /** The worker gets it late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The worker never gets it, and Pub/Sub gets this status. */
  | { readonly kind: 'answer'; readonly status: number }

/** What a test does to the pushes that come next. Those that a filter drops are not counted. */
export class PushFaults {
  #planned: { fault: PushFault; subscription: string | undefined; times: number }[] = []

  /** The next push, or so many, of this subscription or of any, go wrong like this. */
  next(
    fault: PushFault,
    { times = 1, subscription }: { times?: number; subscription?: string } = {},
  ) {
    this.#planned.push({ fault, subscription, times })
  }

  clear() {
    this.#planned = []
  }

  /** The fault that this push has to suffer, which is thereby used up. */
  take(subscription: string): PushFault | undefined {
    const plan = this.#planned.find(
      (candidate) =>
        candidate.times > 0 && (candidate.subscription ?? subscription) === subscription,
    )
    if (plan) plan.times -= 1
    return plan?.fault
  }
}
