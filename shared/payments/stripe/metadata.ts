import * as z from 'zod'

/** How what is at Stripe says which purchase it is of. */
export const purchaseIn = ({ id }: { readonly id: string }) => ({ onmemos_purchase: id })

export const Metadata = z
  .object({ onmemos_purchase: z.string().optional() })
  .nullish()
  .transform((metadata) => metadata?.onmemos_purchase ?? null)
