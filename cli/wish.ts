import type * as z from 'zod'
import { CreateSession } from '../shared/contract/session.ts'
import type { Common } from './api.ts'
import { valid } from './valid.ts'

/** The flags of `run`, `create` and `estimate` that say which session is wanted. */
export interface Wish extends Common {
  readonly template?: string
  readonly provider?: string
  readonly namespace?: string
  readonly user?: string
  readonly workspace?: string
  readonly ttl?: number
  readonly cpu?: number
  readonly memory?: number
  readonly maxCost?: number
  readonly quote?: string
  readonly env?: Readonly<Record<string, string>>
  readonly label?: Readonly<Record<string, string>>
}

export const bodyOf = (wish: Wish) => valid(CreateSession, { ...fieldsOf(wish), quote: wish.quote })

export const fieldsOf = (
  wish: Wish,
): Partial<Record<keyof z.input<typeof CreateSession>, unknown>> => ({
  template: wish.template,
  provider: wish.provider,
  namespace: wish.namespace,
  user: wish.user,
  workspace_id: wish.workspace,
  ttl_minutes: wish.ttl,
  env: wish.env,
  labels: wish.label,
  resources: { cpu_millis: wish.cpu, memory_mb: wish.memory },
  max_cost: wish.maxCost,
})
