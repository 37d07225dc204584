import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'

/** Makes a call that may be repeated. What does not answer in the end is `provider_unavailable`. */
export type Calls = <T>(call: () => Promise<T>) => Promise<T>

export interface Bounds {
  readonly callTimeoutMs: number
  /** How often one call is made before that is no answer. */
  readonly triesMax: number
  /** How many failures in a row open the circuit. */
  readonly failuresMax: number
  readonly circuitSeconds: number
}

const ordinary: Bounds = {
  callTimeoutMs: limits.providerCallTimeoutMs,
  triesMax: limits.providerCallTriesMax,
  failuresMax: limits.providerFailuresMax,
  circuitSeconds: limits.providerCircuitSeconds,
}

/**
 * How a backend's API is called: each call has a bound, one that failed for the moment is tried again a little later, and a
 * backend that only fails is left alone for a while. `isPassing` tells which failures are no answer.
 */
export function steadily(
  backend: string,
  isPassing: (cause: Error) => boolean,
  bounds: Bounds = ordinary,
): Calls {
  const noAnswer = handleWhen((cause) => cause instanceof TaskCancelledError || isPassing(cause))
  const policy = wrap(
    retry(noAnswer, {
      maxAttempts: bounds.triesMax - 1,
      backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2_000 }),
    }),
    circuitBreaker(noAnswer, {
      halfOpenAfter: bounds.circuitSeconds * 1_000,
      breaker: new ConsecutiveBreaker(bounds.failuresMax),
    }),
    timeout(bounds.callTimeoutMs, TimeoutStrategy.Aggressive),
  )
  return async (call) => {
    try {
      return await policy.execute(() => call())
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause
      if (isCircuitOpen(cause)) throw unavailable(`${backend} has not answered for a while`, cause)
      if (cause instanceof TaskCancelledError || isPassing(cause)) {
        throw unavailable(`${backend} does not answer`, cause)
      }
      throw cause
    }
  }
}

export const isCircuitOpen = (cause: unknown): boolean =>
  cause instanceof BrokenCircuitError ||
  (cause instanceof Fault && cause.cause instanceof BrokenCircuitError)

const unavailable = (why: string, cause: Error) => new Fault('provider_unavailable', why, { cause })
