import type { Admin } from './admins/verify.ts'
import type { AgentClient } from './agents/client.ts'
import type { Depot } from './archives/depot.ts'
import type { Backend, SweepBatch } from './contract/topics.ts'
import type { TransactAll } from './firestore/together.ts'
import type { Transact } from './firestore/transact.ts'
import type { FlagOf } from './flags/read.ts'
import type { Identities } from './identities/identities.ts'
import type { Mailer } from './mail/mail.ts'
import type { Oidc } from './oidc/oidc.ts'
import type { Outlets } from './outbox/relay.ts'
import type { Verify } from './passports/verify.ts'
import type { PaymentSettings } from './payments/index.ts'
import type { Instant } from './platform/clock.ts'
import type { Vault } from './platform/vault.ts'
import type { Waiting } from './pools/claim.ts'
import type { PortSettings } from './ports/address.ts'
import type { PriceList } from './pricing/list.ts'
import type { Provider } from './providers/provider.ts'
import type { TakeTurn } from './rates/rates.ts'
import type { AutoPolicy, Placement } from './sessions/choose.ts'
import type { TokenKeys } from './signins/tokens.ts'
import type { Buckets } from './storage/buckets.ts'
import type { TierTable } from './tiers/tier.ts'

/** All that the verbs of the control plane act through. `functions/deps.ts` builds it; tests build their own. */
export interface Plane extends Outlets {
  readonly version: string
  /** Where callers reach the public face, without a slash at its end. */
  readonly publicUrl: string
  readonly transact: Transact
  readonly transactAll: TransactAll
  readonly providers: Readonly<Record<Backend, Provider>>
  readonly placement: Placement
  /** Where sessions go that leave it to us. */
  readonly autoPolicy: AutoPolicy
  /** Hands part of a sweep to whichever process takes it. What is lost on the way is due again at the next tick. */
  fanOut(batch: SweepBatch): Promise<void>
  /** Boxes that wait for sessions of a shape. */
  readonly waiting: Waiting
  /** Where the files of paused sessions and snapshots are kept; null where this deployment keeps none. */
  readonly depot: Depot | null
  readonly payments: PaymentSettings
  /** The price list in force at a moment. */
  prices(now: Instant): Promise<PriceList>
  /** What quotes are signed with. */
  readonly quoteKey: Uint8Array
  /** What tickets are signed with. */
  readonly ticketKey: Uint8Array
  /** How long the commands of a session that is over can be looked at. */
  readonly commandRetentionSeconds: number
  readonly ports: PortSettings
  /** Seals what only this deployment may read. */
  readonly vault: Vault
  /** Makes the cloud identities of workspaces; null where this deployment makes none. */
  readonly identities: Identities | null
  /** Makes the buckets of accounts; null where this deployment makes none. */
  readonly buckets: Buckets | null
  /** Sends letters; null where this deployment sends none. */
  readonly mailer: Mailer | null
  /** Where people prove who they are; null where there is no identity provider. */
  readonly oidc: Oidc | null
  /** What the tokens of people who have signed in are signed with. */
  readonly tokenKeys: TokenKeys
  /** Whether the seeds' socket paths take a passport from the query string. */
  readonly takesQueryKeys: boolean
  /** What each tier allows. */
  tiers(): Promise<TierTable>
  readonly verify: Verify
  readonly takeTurn: TakeTurn
  /** Whether a switch is on for an account. */
  readonly flag: FlagOf
  /** Which administrator shows an admin key, or an access token; or nobody. */
  adminOf(key: string | undefined): Promise<Admin | undefined>
  /** How many proxies of ours are in front of this process. */
  readonly trustedProxies: number
  /** What the agent of a session asks of its callers: derived, so that it is stored nowhere. */
  agentKey(sessionId: string): string
  /** Waits for work that goes on behind an answer: before the clients it uses are closed. */
  quiet(): Promise<void>
  agent(backend: Backend, sessionId: string): AgentClient
}
