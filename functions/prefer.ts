import { limits } from '../shared/platform/limits.ts'

/**
 * How long a create may wait, in milliseconds: `?wait=` wins over `Prefer` (RFC 7240: `wait=N`,
 * `respond-async`), and that over the default.
 */
export function waitMs(
  wait: number | undefined,
  prefer = '',
  otherwiseSeconds: number = limits.createWaitSecondsDefault,
): number {
  if (wait !== undefined) return wait * 1_000
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d+)/.exec(prefer) ?? []
  if (seconds) return Math.min(Number(seconds), limits.createWaitSecondsMax) * 1_000
  if (/(?:^|[,;\s])respond-async\b/.test(prefer)) return 0
  return otherwiseSeconds * 1_000
}
