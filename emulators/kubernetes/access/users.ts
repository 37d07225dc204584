import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { epochMs } from '../../../shared/platform/clock.ts'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { Refusal } from '../refusal.ts'

export interface User {
  readonly name: string
  readonly groups: readonly string[]
}

export interface UsersOptions {
  /** Whoever has one of these tokens is that user. */
  readonly tokens?: Readonly<Record<string, User>>
  /** Who sends no token: an administrator, so that a test need not care, unless it is to be nobody. */
  readonly anonymous?: 'admin' | 'nobody'
}

/** Who asks, by the token that comes with a request. */
export class Users {
  readonly #cluster: Pick<Cluster, 'store' | 'time'>
  readonly #tokens: Readonly<Record<string, User>>
  readonly #anonymous: User
  readonly #secret = randomBytes(32)

  constructor(
    cluster: Pick<Cluster, 'store' | 'time'>,
    { tokens = {}, anonymous = 'admin' }: UsersOptions,
  ) {
    this.#cluster = cluster
    this.#tokens = tokens
    this.#anonymous = anonymous === 'admin' ? administrator : nobody
  }

  of(authorization: string | undefined): User {
    if (!authorization) return this.#anonymous
    const [, token = ''] = /^Bearer (\S+)$/i.exec(authorization) ?? []
    const user = this.#tokens[token] ?? this.#accountOf(token)
    if (!user) throw new Refusal(401, 'Unauthorized', 'Unauthorized')
    return { name: user.name, groups: [...user.groups, 'system:authenticated'] }
  }

  /** A token for a service account, good until then. */
  tokenFor(account: { namespace: string; name: string; uid: string }, expires: string): string {
    const claims = {
      ...account,
      exp: Math.floor(epochMs(expires) / 1_000),
      jti: randomBytes(8).toString('hex'),
    }
    const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encoded).join('.')
    return `${signed}.${this.#signature(signed)}`
  }

  /** Nobody once the account is gone, even if another has its name. */
  #accountOf(token: string): User | undefined {
    const [head, body = '', signature = ''] = token.split('.')
    if (!isSame(signature, this.#signature(`${head}.${body}`))) return undefined
    const { namespace, name, uid, exp } = Claims.parse(
      JSON.parse(Buffer.from(body, 'base64url').toString()),
    )
    const { store, time } = this.#cluster
    const account = store.get({ kind: accounts, namespace }, name)
    if (account?.metadata.uid !== uid || epochMs(time.now()) >= exp * 1_000) return undefined
    return {
      name: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    }
  }

  #signature(text: string) {
    return createHmac('sha256', this.#secret).update(text).digest('base64url')
  }
}

const administrator: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] }
const nobody: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

const Claims = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  exp: z.number(),
})

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

const isSame = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

const accounts = kindNamed('ServiceAccount')
