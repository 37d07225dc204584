import type * as z from 'zod'
import { Failure } from './failure.ts'

/** What was typed, checked by the contract before it is sent: a wrong flag is the caller's, and exits with 2. */
export function valid<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  const flaws = error.issues.map((issue) => `${flagOf(issue.path)}: ${inItsUnit(issue)}`)
  throw new Failure('usage', flaws.join('\n'), { hint: usage, exitCode: 2 })
}

const usage = '`onmemos <command> --help` says what is taken.'

/** A bound in the unit that the flag is typed in. */
function inItsUnit(issue: z.core.$ZodIssue): string {
  const per = perUnit[String(issue.path.at(-1))]
  if (per && issue.code === 'too_big') return `at most ${Number(issue.maximum) / per}`
  if (per && issue.code === 'too_small')
    return `${issue.inclusive ? 'at least' : 'more than'} ${Number(issue.minimum) / per}`
  return issue.message
}

/** How many of a field's unit are one of the flag's: processors, credits. */
const perUnit: Readonly<Record<string, number>> = {
  cpu_millis: 1_000,
  max_cost: 1_000_000,
  failover_max_rate_per_hour: 1_000_000,
}

function flagOf(path: readonly PropertyKey[]) {
  const name = path.map(String).find((part) => part !== 'resources') ?? 'the input'
  return flags[name] ?? `--${name}`
}

/** Where the flag is not called what the field is. */
const flags: Readonly<Record<string, string>> = {
  ttl_minutes: '--ttl',
  workspace_id: '--workspace',
  storage_class: '--class',
  mount_path: '--mount-path',
  access_mode: '--access',
  size_gb: '--size-gb',
  metadata: '--label',
  labels: '--label',
  cpu_millis: '--cpu',
  memory_mb: '--memory',
  max_cost: '--max-cost',
  failover_max_rate_per_hour: '--failover-max-rate',
  duration_minutes: '--duration',
  configurations: '--compare',
  command: '<command>',
  port: '<port>',
  expires_in_seconds: '--expires-in',
  minutes: '<minutes>',
  micros: '<credits>',
  product_id: '--product',
  code: '<code>',
  name: '<name>',
  expires_at: '--expires',
  allowed_ips: '--ips',
  overlap_seconds: '--overlap',
  sessions_max: '--sessions',
}
