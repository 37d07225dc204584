import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { providers, templates } from '../shared/contract/session.ts'
import { backends } from '../shared/contract/topics.ts'
import { autoPolicies, type Placement } from '../shared/sessions/choose.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** All that is read from the environment; every problem with it is said at once. */
export function settingsFrom(env: Environment): Settings {
  const conflicts = Object.entries(aliases).filter(
    ([other, name]) => env[other] && env[name] && env[other] !== env[name],
  )
  const parsed = Settings.safeParse(byOwnNames(env))
  if (parsed.success && conflicts.length === 0) return parsed.data
  const said = [
    ...conflicts.map(([other, name]) => `✖ ${other} is another name of ${name}; set one of them`),
    ...(parsed.error ? [z.prettifyError(parsed.error)] : []),
  ]
  throw new Error(`the environment has problems (see npm run config):\n${said.join('\n')}`)
}

/** Names that other versions of this product and Google's own tools have for settings of ours. */
export const aliases: Readonly<Record<string, keyof Settings>> = {
  GCP_PROJECT: 'PROJECT_ID',
  GOOGLE_CLOUD_PROJECT: 'PROJECT_ID',
}

/** An empty variable is one that is not set, as a line of `.env` without a value is. */
export const byOwnNames = (env: Environment): Environment => ({
  ...Object.fromEntries(given(env).map(([name, value]) => [aliases[name] ?? name, value])),
  ...Object.fromEntries(given(env).filter(([name]) => !aliases[name])),
})

const given = (env: Environment) => Object.entries(env).filter(([, value]) => value)

const Secret = z.string('set it to a secret of your own').min(16, 'use at least 16 characters')
const secret = (meaning: string) => ({ description: meaning, isSecret: true })

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

/** `base=debian:12-slim,go=golang:1.23`: what each template runs; those not named run what we ship. */
const ImagesText = z
  .string()
  .default('')
  .transform((text, context) => {
    const images = { ...shippedImages }
    for (const pair of text.split(',').filter((one) => one !== '')) {
      const [, template, image] = /^([a-z]+)=(\S+)$/.exec(pair) ?? []
      const read = z.enum(templates).safeParse(template)
      if (read.success && image) images[read.data] = image
      else context.addIssue(`${pair} is not <template>=<image>, of ${templates.join(', ')}`)
    }
    return images
  })

const shippedImages: Record<(typeof templates)[number], string> = {
  base: 'debian:12-slim',
  python: 'python:3.12-slim',
  nodejs: 'node:22-slim',
  go: 'golang:1.24',
}

/** `2026b=<secret>,2026a=<secret>`: access tokens are signed with the first, and taken from all. */
const TokenKeysText = z
  .string()
  .default('')
  .transform((text, context) =>
    text
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [, id = '', key = ''] = /^([a-zA-Z0-9-]{1,32})=(.{32,})$/.exec(pair) ?? []
        if (id === '') context.addIssue('write each as <id>=<32 or more characters>')
        return { id, key }
      }),
  )

/** As it stands: a provider's name for itself may end with a slash. */
const Issuer = z.url({ protocol: /^https?$/ })

const Address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''))

const Region = z.string().regex(/^[a-z]+-[a-z]+\d+$/, 'write it like us-central1')

/** Every setting and what it means: `npm run config` prints this. Secrets are marked, so that they are never printed. */
export const Settings = z.object({
  PROJECT_ID: z
    .string('set it to the id of the Google Cloud project')
    .min(1)
    .describe('The Google Cloud project; GCP_PROJECT and GOOGLE_CLOUD_PROJECT say the same'),
  PUBLIC_URL: z
    .url('set it to an http or https URL')
    .transform((url) => url.replace(/\/$/, ''))
    .describe('Where callers reach the public face'),
  ONMEMOS_INTERNAL_API_KEY: Secret.optional().meta(
    secret('The first admin key, for functions of the admin face alone; others are made there'),
  ),
  ONMEMOS_SESSION_SECRET: Secret.meta(
    secret('What the keys of session agents, quotes and tickets are derived from'),
  ),
  ONMEMOS_PLACEMENT: PlacementText.describe(
    "What runs each provider's sessions here: cloud_run=local,gke=local",
  ),
  ONMEMOS_AUTO_POLICY: z
    .enum(autoPolicies)
    .default('frugal')
    .describe(
      'Where provider auto goes first. frugal: SSH to workstations, long to gke, else cloud_run; seeds: over an hour to workstations',
    ),
  ONMEMOS_DISPATCH: z
    .enum(['direct', 'pubsub'])
    .default('pubsub')
    .describe('direct: a worker in this process is told at once, before its topic is'),
  ONMEMOS_RUN_DIRECTORY: z
    .string()
    .default(join(tmpdir(), 'onmemos'))
    .describe('Where local boxes live. Keep it short: the path of a socket has at most 107 bytes'),
  ONMEMOS_AGENT_BUNDLE: z
    .string()
    .default('dist/agent.cjs')
    .describe('The agent that boxes run, as npm run build makes it'),
  ONMEMOS_DOCKER_HOST: z
    .string()
    .regex(/^unix:\/\/\/.+$/, 'use unix:///path/to/docker.sock, a daemon of this machine')
    .optional()
    .describe(
      'The Docker daemon of this machine that runs docker sessions: unix:///var/run/docker.sock',
    ),
  ONMEMOS_DOCKER_IMAGES: ImagesText.describe(
    'What each template runs on Docker: base=debian:12-slim,python=python:3.12-slim',
  ),
  ONMEMOS_DOCKER_RUNTIME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, "use the name of one of the daemon's runtimes")
    .optional()
    .describe("What isolates Docker sessions: runsc for gVisor; the daemon's default unless set"),
  ONMEMOS_DOCKER_RESOLVERS: z
    .string()
    .default('8.8.8.8,1.1.1.1')
    .transform((text) => text.split(','))
    .pipe(z.array(z.ipv4()).min(1))
    .describe('Name servers that Docker sessions with a network ask, by commas; public ones'),
  REGION: Region.default('us-central1').describe('Where sessions run on Cloud Run'),
  ONMEMOS_CLOUD_RUN_FALLBACK_REGIONS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((region) => region !== ''))
    .pipe(z.array(Region))
    .describe('Regions that are tried after it, by commas: europe-west1,europe-west4'),
  ONMEMOS_CLOUD_RUN_IMAGE: z
    .string()
    .min(1)
    .optional()
    .describe('The image of sessions on Cloud Run, with our agent; without it none runs there'),
  ONMEMOS_CLOUD_RUN_ACCOUNT: z
    .email()
    .optional()
    .describe(
      "The service account of sessions on Cloud Run whose workspace has none of its own; without it they run as the project's default one, which may do much",
    ),
  ONMEMOS_CLOUD_RUN_CALLERS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((email) => email !== ''))
    .pipe(z.array(z.email()))
    .describe(
      "Service accounts that speak to sessions' agents, by commas: each session's service lets these in; without any, who may is the project's say",
    ),
  RUN_API_URL: Address.default('https://run.googleapis.com').describe("Where Cloud Run's API is"),
  ONMEMOS_ARCHIVE_BUCKET: z
    .string()
    .min(3)
    .optional()
    .describe('The bucket for the files of paused sessions and snapshots; without it none is kept'),
  ONMEMOS_BUCKET_LOCATION: z
    .string()
    .min(2)
    .optional()
    .describe('Where buckets of accounts are made, such as us-central1; without it none is'),
  STORAGE_PROVIDER: z
    .literal('gcs', 'only gcs is there')
    .default('gcs')
    .describe('Where buckets are'),
  STORAGE_EMULATOR_HOST: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where Cloud Storage is, where that is not Google's own"),
  STRIPE_API_KEY: Secret.optional().meta(
    secret('Without it and the next, purchases are confirmed by hand'),
  ),
  STRIPE_WEBHOOK_SECRET: Secret.optional().meta(secret("What Stripe's events are signed with")),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where Stripe's API is, where that is not Stripe's own"),
  ONMEMOS_TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('How many proxies add to X-Forwarded-For: 1 on Cloud Run, 2 behind its gateway'),
  ONMEMOS_QUERY_KEYS: z
    .enum(['on', 'off'])
    .default('on')
    .describe("off: no passport is taken from a query string, not even on the seeds' socket paths"),
  ONMEMOS_COMMAND_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('How long the commands of sessions that are over are kept'),
  ONMEMOS_PORTS_URL: z
    .string()
    .regex(/^https?:\/\/(\*\.)?[^/*\s]+$/, 'use https://host or https://*.host')
    .optional()
    .describe(
      'Where ports of sessions are reached: https://*.ports.example.com makes each an origin; PUBLIC_URL unless set',
    ),
  ONMEMOS_TERMINAL_ASSETS: z
    .string()
    .default('dist/shell/terminal')
    .describe('Where the web terminal was bundled to'),
  AUTO_PROVISION_IDENTITY: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: each workspace gets a namespace and service accounts of its own'),
  ONMEMOS_KUBERNETES_URL: Address.optional().describe(
    "The cluster of workspaces' namespaces: its DNS endpoint, which takes Google's own tokens",
  ),
  GKE_CLUSTER: z
    .enum(['none', 'url', 'kubeconfig', 'in-cluster'])
    .default('none')
    .describe(
      'The cluster of gke sessions. url: at ONMEMOS_KUBERNETES_URL; kubeconfig: the current context of KUBECONFIG; in-cluster: the one this runs in',
    ),
  GKE_AGENT_IMAGE: z
    .string()
    .min(1)
    .optional()
    .describe('The image that brings our agent into pods, with it and its Node in /onmemos'),
  GKE_DEFAULT_IMAGE: z
    .string()
    .min(1)
    .optional()
    .describe('What gke sessions of the template base run; any image with a shell'),
  GKE_IMAGES: ImagesText.describe(
    'What gke sessions run by their template: python=python:3.12-slim,go=golang:1.24',
  ),
  GKE_SHELL: z.string().min(1).default('/bin/sh').describe('The shell in all of these images'),
  GKE_NAMESPACE_PREFIX: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, 'use 1 to 32 of a-z, 0-9 and inner dashes')
    .default('onmemos')
    .describe('gke sessions without a workspace are in the namespace <prefix>-<account>'),
  GKE_RUNTIME_CLASS: z
    .string()
    .min(1)
    .optional()
    .describe("gvisor: gke sessions have a kernel of their own; the cluster's default unless set"),
  GKE_REACH: z
    .enum(['forward', 'pod'])
    .default('forward')
    .describe('How pods are reached: through the API server, or at their own addresses'),
  GKE_EGRESS: z
    .enum(['internet', 'none'])
    .default('internet')
    .describe('Where gke sessions may connect to: public addresses, or nowhere'),
  ONMEMOS_WORKSPACE_ROLES: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((role) => role !== ''))
    .describe('What workspaces may do in the project, by commas, such as roles/logging.logWriter'),
  ONMEMOS_DEPLOYMENT: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 of a-z, 0-9 and inner dashes')
    .default('onmemos')
    .describe("Tells this deployment's identities from those of another in the same project"),
  IAM_API_URL: Address.default('https://iam.googleapis.com').describe("Where Google's IAM is"),
  RESOURCE_MANAGER_API_URL: Address.default('https://cloudresourcemanager.googleapis.com').describe(
    "Where Google's Resource Manager is",
  ),
  ONMEMOS_GOOGLE_CREDENTIALS: z
    .enum(['default', 'none'])
    .default('default')
    .describe(
      'none: those APIs and Cloud Run are emulated; GCE_METADATA_HOST says who we are, as far as anyone asks',
    ),
  ONMEMOS_OIDC_ISSUER: Issuer.optional().describe(
    'The OpenID provider that people sign in with; without it nobody does',
  ),
  ONMEMOS_OIDC_CLIENT_ID: z.string().min(1).optional().describe('What we are called there'),
  ONMEMOS_OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .meta(secret('What proves us there; none of a public client')),
  ONMEMOS_TOKEN_KEYS: TokenKeysText.meta(
    secret(
      'Keys of access tokens as id=secret, the newest first, by commas; one is derived unless set',
    ),
  ),
  ONMEMOS_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .meta(secret('The mail server: smtps://user:password@host:465; without it no mail is sent')),
  ONMEMOS_MAIL_FROM: z
    .string()
    .regex(
      /^[^<>@\s]+@[^<>@\s]+$|^[^<>\r\n]+<[^<>@\s]+@[^<>@\s]+>$/,
      'write it as Name <name@example.com>',
    )
    .default('OnMemOS <onmemos@localhost>')
    .describe('Whom mails are from'),
  ONMEMOS_MAIL_DIRECTORY: z
    .string()
    .min(1)
    .optional()
    .describe('A folder that mails are put into in place of being sent'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('Of the shell service'),
  HOST: z.string().optional().describe('The address the shell listens on; all of them unless set'),
  K_REVISION: z.string().default('local').describe('The revision that runs, as Cloud Run sets it'),
})
export type Settings = z.output<typeof Settings>
