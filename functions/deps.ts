import { createHmac } from 'node:crypto'
import { Firestore } from '@google-cloud/firestore'
import { adminCheck } from '../shared/admins/verify.ts'
import { agentClient } from '../shared/agents/client.ts'
import { bucketDepot } from '../shared/archives/bucket.ts'
import { transactors } from '../shared/firestore/transact.ts'
import { flagReader } from '../shared/flags/read.ts'
import { googleIdentities } from '../shared/identities/google.ts'
import { googleCalls } from '../shared/identities/googleCalls.ts'
import { idTokens } from '../shared/identities/idTokens.ts'
import { folderMailer } from '../shared/mail/folder.ts'
import type { Mailer } from '../shared/mail/mail.ts'
import { smtpMailer } from '../shared/mail/smtp.ts'
import { oidcBy } from '../shared/oidc/oidc.ts'
import { carry } from '../shared/outbox/carry.ts'
import { lastUses } from '../shared/passports/use.ts'
import { passportCheck } from '../shared/passports/verify.ts'
import type { PaymentSettings } from '../shared/payments/index.ts'
import type { Plane } from '../shared/plane.ts'
import { type Clock, realClock } from '../shared/platform/clock.ts'
import { type Log, logTo } from '../shared/platform/log.ts'
import { vaultOf } from '../shared/platform/vault.ts'
import { waitingBoxes } from '../shared/pools/claim.ts'
import { priceBook } from '../shared/pricing/store.ts'
import { googleServices } from '../shared/providers/cloudRun/client.ts'
import { cloudRunProvider } from '../shared/providers/cloudRun/index.ts'
import { dockerProvider } from '../shared/providers/docker/index.ts'
import { localProvider } from '../shared/providers/local/index.ts'
import type { Provider } from '../shared/providers/provider.ts'
import { unconfigured } from '../shared/providers/unconfigured.ts'
import { turnstile } from '../shared/rates/rates.ts'
import { signedInCheck, signinCheck } from '../shared/signins/verify.ts'
import { googleBuckets } from '../shared/storage/googleBuckets.ts'
import { tierBook } from '../shared/tiers/store.ts'
import { environment } from './environment.ts'
import { gkeFrom } from './gke.ts'
import { publisher } from './publisher.ts'
import { type Settings, settingsFrom } from './settings.ts'

/** The plane this process acts through, built once, when the first request needs it. */
export function plane(): Plane {
  built ??= planeFrom(settingsFrom(environment()))
  return built
}
let built: Plane | undefined

/** Builds every client. The clock and the log are arguments, so that a test may hold them. */
export function planeFrom(settings: Settings, { clock, log }: Surroundings = {}): Plane {
  const db = new Firestore({ projectId: settings.PROJECT_ID })
  const { transact, transactAll } = transactors(db)
  const logging = log ?? logTo((line) => process.stdout.write(`${line}\n`))
  const derived = (what: string) =>
    createHmac('sha256', settings.ONMEMOS_SESSION_SECRET).update(what)
  const agentKey = (sessionId: string) => derived(sessionId).digest('base64url')
  const identities = identitiesFrom(settings)
  const providers = {
    local: localProvider({
      runDirectory: settings.ONMEMOS_RUN_DIRECTORY,
      agentBundlePath: settings.ONMEMOS_AGENT_BUNDLE,
    }),
    docker: dockerFrom(settings, logging),
    cloud_run: cloudRunFrom(settings, agentKey, identities),
    gke: gkeFrom(settings),
  }
  const tokenKeys = tokenKeysFrom(settings, derived('access tokens').digest())
  const underWay = new Set<Promise<void>>()
  const inHand = (done: Promise<void>) => {
    underWay.add(done)
    return done.finally(() => underWay.delete(done))
  }
  const tiers = tierBook(db, clock ?? realClock)
  const signedIn = signedInCheck({ db, tiers }, clock ?? realClock, tokenKeys)
  const used = lastUses(transact, clock ?? realClock, (writing) => {
    inHand(writing).catch((cause) => all.log.warn('a last use was not kept', { cause }))
  })
  const all: Plane = {
    version: settings.K_REVISION,
    publicUrl: settings.PUBLIC_URL,
    db,
    clock: clock ?? realClock,
    log: logging,
    transact,
    transactAll,
    prices: priceBook(db, transact),
    // Ids of sessions are never called so.
    quoteKey: derived('quotes').digest(),
    ticketKey: derived('tickets').digest(),
    commandRetentionSeconds: settings.ONMEMOS_COMMAND_RETENTION_DAYS * 86_400,
    ports: {
      url: settings.ONMEMOS_PORTS_URL ?? settings.PUBLIC_URL,
      key: derived('ports').digest(),
    },
    vault: vaultOf(derived('vault').digest()),
    identities,
    buckets: bucketsFrom(settings),
    mailer: mailerFrom(settings),
    oidc: oidcFrom(settings),
    tokenKeys,
    ...publisher(settings.PROJECT_ID),
    direct: settings.ONMEMOS_DISPATCH === 'direct' ? (line) => inHand(carry(all, line)) : null,
    quiet: async () => void (await Promise.allSettled(underWay)),
    providers,
    trustedProxies: settings.ONMEMOS_TRUSTED_PROXIES,
    takesQueryKeys: settings.ONMEMOS_QUERY_KEYS === 'on',
    placement: settings.ONMEMOS_PLACEMENT,
    autoPolicy: settings.ONMEMOS_AUTO_POLICY,
    waiting: waitingBoxes(db, clock ?? realClock),
    depot: depotFrom(settings),
    payments: paymentsFrom(settings),
    tiers,
    takeTurn: turnstile(transact, clock ?? realClock),
    verify: signinCheck(
      signedIn,
      clock ?? realClock,
      passportCheck({ db, tiers }, clock ?? realClock, used),
    ),
    flag: flagReader(db, clock ?? realClock),
    adminOf: adminCheck(db, clock ?? realClock, {
      bootstrapKey: settings.ONMEMOS_INTERNAL_API_KEY ?? null,
      signedIn,
    }),
    agentKey,
    agent: (backend, sessionId) =>
      agentClient(providers[backend].address(sessionId), agentKey(sessionId)),
  }
  return all
}

function dockerFrom(settings: Settings, log: Log) {
  const { ONMEMOS_DOCKER_HOST: host } = settings
  if (!host) return unconfigured('docker', 'set ONMEMOS_DOCKER_HOST')
  return dockerProvider({
    host,
    runDirectory: settings.ONMEMOS_RUN_DIRECTORY,
    agentBundlePath: settings.ONMEMOS_AGENT_BUNDLE,
    images: settings.ONMEMOS_DOCKER_IMAGES,
    runtime: settings.ONMEMOS_DOCKER_RUNTIME,
    resolvers: settings.ONMEMOS_DOCKER_RESOLVERS,
    log,
  })
}

function cloudRunFrom(
  settings: Settings,
  agentKey: Plane['agentKey'],
  identities: Plane['identities'],
): Provider {
  const { ONMEMOS_CLOUD_RUN_IMAGE: image, ONMEMOS_GOOGLE_CREDENTIALS: credentials } = settings
  if (!image) return unconfigured('cloud_run', 'set ONMEMOS_CLOUD_RUN_IMAGE')
  return cloudRunProvider({
    projectId: settings.PROJECT_ID,
    regions: [settings.REGION, ...settings.ONMEMOS_CLOUD_RUN_FALLBACK_REGIONS],
    deployment: settings.ONMEMOS_DEPLOYMENT,
    image,
    callers: settings.ONMEMOS_CLOUD_RUN_CALLERS,
    services: googleServices({ url: settings.RUN_API_URL, credentials }),
    idToken: idTokens(credentials),
    keyFor: (what) => agentKey(`cloud run: ${what}`),
    serviceAccount: (workspaceId) =>
      (workspaceId && identities?.namesOf(workspaceId).googleAccountEmail) ||
      settings.ONMEMOS_CLOUD_RUN_ACCOUNT,
  })
}

function depotFrom(settings: Settings) {
  const { ONMEMOS_ARCHIVE_BUCKET: bucket } = settings
  if (!bucket) return null
  return bucketDepot({ bucket, ...storageFrom(settings) })
}

function bucketsFrom(settings: Settings) {
  const { ONMEMOS_BUCKET_LOCATION: location, ONMEMOS_DEPLOYMENT: deployment } = settings
  if (!location) return null
  return googleBuckets({ location, deployment, ...storageFrom(settings) })
}

const storageFrom = (settings: Settings) => ({
  projectId: settings.PROJECT_ID,
  apiEndpoint: settings.STORAGE_EMULATOR_HOST,
  credentials: settings.ONMEMOS_GOOGLE_CREDENTIALS,
})

function mailerFrom(settings: Settings): Mailer | null {
  const { ONMEMOS_MAIL_FROM: from, ONMEMOS_SMTP_URL: url } = settings
  if (settings.ONMEMOS_MAIL_DIRECTORY) return folderMailer(settings.ONMEMOS_MAIL_DIRECTORY, from)
  return url ? smtpMailer(url, from) : null
}

function oidcFrom(settings: Settings) {
  const { ONMEMOS_OIDC_ISSUER: issuer, ONMEMOS_OIDC_CLIENT_ID: clientId } = settings
  if (!issuer || !clientId) return null
  return oidcBy({
    issuer,
    clientId,
    clientSecret: settings.ONMEMOS_OIDC_CLIENT_SECRET ?? null,
    redirectUri: `${settings.PUBLIC_URL}/v1/signin/callback`,
  })
}

function tokenKeysFrom(
  { PUBLIC_URL: issuer, ONMEMOS_TOKEN_KEYS: given }: Settings,
  derived: Buffer,
) {
  const keys = given.map(({ id, key }) => ({ id, key: new TextEncoder().encode(key) }))
  return { issuer, keys: keys.length > 0 ? keys : [{ id: 'derived', key: derived }] }
}

/** Where none are made, workspaces do without. */
function identitiesFrom(settings: Settings) {
  const { ONMEMOS_KUBERNETES_URL: kubernetesUrl } = settings
  if (settings.AUTO_PROVISION_IDENTITY !== 'true' || !kubernetesUrl) return null
  const { IAM_API_URL: iamUrl, RESOURCE_MANAGER_API_URL: projectsUrl } = settings
  return googleIdentities({
    call: googleCalls(settings.ONMEMOS_GOOGLE_CREDENTIALS),
    projectId: settings.PROJECT_ID,
    deployment: settings.ONMEMOS_DEPLOYMENT,
    iamUrl,
    projectsUrl,
    kubernetesUrl,
    roles: settings.ONMEMOS_WORKSPACE_ROLES,
  })
}

/** Stripe is there where both of its keys are. */
function paymentsFrom(settings: Settings): PaymentSettings {
  const { STRIPE_API_KEY: apiKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = settings
  if (!apiKey || !webhookSecret) return { stripe: null }
  return { stripe: { apiKey, webhookSecret, apiBase: settings.STRIPE_API_BASE ?? null } }
}

interface Surroundings {
  readonly clock?: Clock
  readonly log?: Log
}
