import * as z from 'zod'

/** What Pub/Sub posts to a push endpoint, as far as a receiver may rely on it. */
export const Envelope = z.looseObject({
  message: z.looseObject({
    messageId: z.string(),
    data: z.string().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
    publishTime: z.string().optional(),
  }),
  subscription: z.string(),
  deliveryAttempt: z.number().optional(),
})
export type Envelope = z.output<typeof Envelope>
