/** Cloud Scheduler's RetryConfig, with its defaults. */
export interface Retry {
  readonly count: number
  /** From the first attempt on; retries go on until it is over, too. 0 where only the count says. */
  readonly durationSecondsMax: number
  readonly backoffSecondsMin: number
  readonly backoffSecondsMax: number
  readonly doublingsMax: number
}

export const retryDefaults: Retry = {
  count: 0,
  durationSecondsMax: 0,
  backoffSecondsMin: 5,
  backoffSecondsMax: 3_600,
  doublingsMax: 5,
}

/** Whether a job that failed so often, since so long, is tried again: until both limits are reached. */
export const isRetried = (retry: Retry, failures: number, elapsedSeconds: number): boolean =>
  failures <= retry.count || elapsedSeconds < retry.durationSecondsMax

/** It doubles so many times, then grows by what the last doubling reached, up to its maximum. */
export function backoffSeconds(retry: Retry, failures: number): number {
  const { backoffSecondsMin, backoffSecondsMax, doublingsMax } = retry
  const doubled = backoffSecondsMin * 2 ** Math.min(failures, doublingsMax)
  const steps = Math.max(failures - doublingsMax, 0)
  return Math.min(doubled * (1 + steps), backoffSecondsMax)
}
