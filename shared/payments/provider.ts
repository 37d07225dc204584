import type { Purchase } from '../purchases/purchase.ts'

/** Takes money for purchases and pays it back. Each verb is safe to repeat. */
export interface PaymentProvider {
  /** Asks for the money; null where there is nothing for the buyer to open. */
  open(purchase: Purchase): Promise<Checkout | null>
  /** From now on nobody can pay for it. */
  close(purchase: Purchase): Promise<void>
  /** `announced`: the provider's own events will tell of it; `paid_back`: nobody else will. */
  refund(purchase: Purchase, refund: RefundOrder): Promise<'paid_back' | 'announced'>
}

export interface Checkout {
  /** What the provider calls it. */
  readonly reference: string
  /** Where the buyer pays. */
  readonly url: string
}

export interface RefundOrder {
  readonly id: string
  readonly cents: number
  readonly reason: string
}
