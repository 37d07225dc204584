import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { providers } from '../shared/contract/session.ts'
import { backends } from '../shared/contract/topics.ts'
import type { Placement } from '../shared/sessions/choose.ts'

/** All that is read from the environment; every problem with it is said at once. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = Settings.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(`the environment has problems:\n${z.prettifyError(parsed.error)}`)
}

const Secret = z.string().min(16, 'use at least 16 characters')

/** `cloud_run=local,gke=local`: what runs each provider's sessions here. */
const PlacementText = z
  .string()
  .default('')
  .transform((text, context): Placement => {
    const pairs = text.split(',').filter((pair) => pair !== '')
    const placement: Placement = {}
    for (const pair of pairs) {
      const [provider, backend] = pair.split('=')
      const read = Pair.safeParse({ provider, backend })
      if (read.success) Object.assign(placement, { [read.data.provider]: read.data.backend })
      else context.addIssue(`${pair} is not <provider>=<backend>`)
    }
    return placement
  })
const Pair = z.object({ provider: z.enum(providers), backend: z.enum(backends) })

const Settings = z.object({
  PROJECT_ID: z.string().min(1),
  /** Where callers reach the public face. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  /** The admin key. */
  ONMEMOS_INTERNAL_API_KEY: Secret,
  /** What the keys of session agents are derived from. */
  ONMEMOS_SESSION_SECRET: Secret,
  ONMEMOS_PLACEMENT: PlacementText,
  /** `direct`: a worker in this process is told at once, before its topic is. */
  ONMEMOS_DISPATCH: z.enum(['direct', 'pubsub']).default('pubsub'),
  /** Where local boxes live. Short, because a socket's path has at most 107 bytes. */
  ONMEMOS_RUN_DIRECTORY: z.string().default(join(tmpdir(), 'onmemos')),
  ONMEMOS_AGENT_BUNDLE: z.string().default('dist/agent.cjs'),
  /** The bucket for the files of paused sessions and snapshots. Without it none can be paused. */
  ONMEMOS_ARCHIVE_BUCKET: z.string().min(3).optional(),
  /** Where Cloud Storage is, where that is not Google's own. */
  STORAGE_EMULATOR_HOST: z.url({ protocol: /^https?$/ }).optional(),
  /** Without both of these, purchases are confirmed by hand. */
  STRIPE_API_KEY: Secret.optional(),
  STRIPE_WEBHOOK_SECRET: Secret.optional(),
  /** Where Stripe's API is, where that is not Stripe's own. */
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  /** `off`: no passport is taken from a query string, not even on the seeds' own socket paths. */
  ONMEMOS_QUERY_KEYS: z.enum(['on', 'off']).default('on'),
  /** Where the web terminal was bundled to. */
  ONMEMOS_TERMINAL_ASSETS: z.string().default('dist/shell/terminal'),
  K_REVISION: z.string().default('local'),
})
export type Settings = z.output<typeof Settings>
