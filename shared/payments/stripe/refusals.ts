import * as z from 'zod'
import type { FaultCode } from '../../contract/faults.ts'
import { Fault } from '../../platform/faults.ts'

/** What Stripe refuses, as a fault of ours. What is wrong with our own key stays ours: a 500. */
export async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const { type, code } = StripeError.catch({ type: '' }).parse(cause)
    const fault = codes[type]
    if (!fault) throw cause
    throw new Fault(fault, `Stripe: ${details[fault] ?? code ?? 'the request was refused'}`, {
      cause,
    })
  }
}

const StripeError = z.object({ type: z.string(), code: z.string().optional() })

/** By the library's own error types. */
const codes: Readonly<Record<string, FaultCode>> = {
  StripeInvalidRequestError: 'payment_refused',
  StripeCardError: 'payment_refused',
  StripeSignatureVerificationError: 'invalid_signature',
  StripeIdempotencyError: 'idempotency_conflict',
  StripeConnectionError: 'provider_unavailable',
  StripeAPIError: 'provider_unavailable',
  StripeRateLimitError: 'provider_unavailable',
}

const details: Readonly<Partial<Record<FaultCode, string>>> = {
  idempotency_conflict: 'this idempotency key came with another request before',
  invalid_signature: 'this was not signed with its secret within the last five minutes',
  provider_unavailable: 'no answer; try again with the same idempotency key',
}
