import * as z from 'zod'
import { Settings } from '../functions/settings.ts'
import { workerNames } from './workerNames.ts'

/**
 * The service accounts that code runs as, one for each class of trust: what takes strangers' requests needs no key of the
 * admin face, a backend's worker only its own backend's secret.
 */
export const identityOf = {
  route: { public: 'public-functions', admin: 'admin-functions' },
  worker: (name: string) => `worker-${dashed(name)}`,
  job: 'jobs',
  shell: 'shell',
} as const

/** Each identity, and the secrets that it may read. */
export const identities = () =>
  [
    ...Object.values(identityOf.route),
    ...workerNames.map(identityOf.worker),
    identityOf.job,
    identityOf.shell,
  ].map((name) => ({ name, secrets: secretsOf(name) }))

/** What the secrets are that settings name, and whether nothing starts without them. */
export const secrets = () =>
  secretSettings().map(([name, { isRequired }]) => ({
    name,
    secret_id: name
      .replace(/^ONMEMOS_/, '')
      .toLowerCase()
      .replaceAll('_', '-'),
    required: isRequired || name === 'ONMEMOS_INTERNAL_API_KEY',
  }))

function secretsOf(identity: string): readonly string[] {
  return secretSettings()
    .map(([name]) => name)
    .filter((name) => {
      const readers = readersOf[name]
      if (!readers) throw new Error(`say in tools/identities.ts who reads ${name}`)
      return readers === 'all' || readers.includes(identity)
    })
}

const { public: publicFunctions, admin } = identityOf.route

/** Who reads each secret; nobody else is given it. */
const readersOf: Readonly<Record<string, 'all' | readonly string[]>> = {
  ONMEMOS_SESSION_SECRET: 'all',
  ONMEMOS_INTERNAL_API_KEY: [admin],
  STRIPE_API_KEY: [publicFunctions, admin],
  STRIPE_WEBHOOK_SECRET: [publicFunctions, admin],
  ONMEMOS_OIDC_CLIENT_SECRET: [publicFunctions],
  ONMEMOS_TOKEN_KEYS: [publicFunctions, identityOf.shell],
  ONMEMOS_SMTP_URL: [publicFunctions, identityOf.worker('mails'), identityOf.job],
}

function secretSettings() {
  const { properties, required = [] } = Described.parse(z.toJSONSchema(Settings, { io: 'input' }))
  return Object.entries(properties)
    .filter(([, { isSecret }]) => isSecret)
    .map(([name]) => [name, { isRequired: required.includes(name) }] as const)
}

const Described = z.object({
  properties: z.record(z.string(), z.object({ isSecret: z.boolean().default(false) })),
  required: z.array(z.string()).optional(),
})

function dashed(name: string) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
