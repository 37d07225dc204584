import * as z from 'zod'
import { route } from './route.ts'

export const stripe = route({
  method: 'POST',
  path: '/v1/webhooks/stripe',
  summary: 'What Stripe has to tell, proven by its signature; told again it changes nothing',
  face: 'public',
  scope: null,
  headers: z.object({ 'stripe-signature': z.string().max(4_096).default('') }),
  isSigned: true,
  status: 200,
  output: z.object({ received: z.literal(true) }),
  errors: ['invalid_signature', 'malformed_request', 'body_too_large', 'unsupported', 'contention'],
})
