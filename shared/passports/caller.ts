import * as z from 'zod'
import { Rate } from '../accounts/rates.ts'
import { roles, scopesOf } from '../contract/roles.ts'
import { type Scope, scopes } from '../contract/route.ts'
import { providers, templates } from '../contract/session.ts'
import type { Instant } from '../platform/clock.ts'
import { isWithin } from './addresses.ts'
import type { Holder } from './holder.ts'
import type { Passport } from './passport.ts'
import { Refusal } from './refusal.ts'

/** Who asks, and what they may. A schema, because tickets carry it. */
export const Caller = z.object({
  accountId: z.string(),
  userId: z.string(),
  role: z.enum(roles),
  scopes: z.array(z.enum(scopes)).readonly(),
  /** The passport that was shown; null for a person who has signed in. */
  passportId: z.string().nullable(),
  /** The passports it was made from, the first first, and itself: what it uses counts for each. */
  lineage: z.array(z.string()).readonly(),
  /** Of the key of a session: the only session it may touch. */
  sessionId: z.string().nullable(),
  /** Where its sessions may run, and what they may begin as; null is anywhere and anything. */
  providers: z.array(z.enum(providers)).readonly().nullable(),
  templates: z.array(z.enum(templates)).readonly().nullable(),
  /** How many requests a minute it may make, together with all that share the id. */
  rates: z.array(Rate).readonly(),
})
export type Caller = Readonly<z.output<typeof Caller>>

/**
 * What a holder may do now, from an address: never more than each passport it was made from, nor than its user's
 * role. One that is not to be let in throws: `unauthenticated` or `address_not_allowed`.
 */
export function callerOf(holder: Holder, at: Instant, address: string | null): Caller {
  const { lineage, rates } = holder
  const { user, membership } = letIn(holder, at)
  for (const { allowed_ips: ranges } of lineage) {
    if (!ranges || isWithin(address, ranges)) continue
    const from = address ?? 'an unknown address'
    throw new Refusal(holder, 'address_not_allowed', `this passport is not good from ${from}`)
  }
  const shown = lineage.at(-1)
  return {
    accountId: membership.account_id,
    userId: user.id,
    role: membership.role,
    scopes: scopesLeft(holder, at),
    passportId: shown?.id ?? null,
    lineage: lineage.map(({ id }) => id),
    sessionId: lineage.find(({ session_id: sessionId }) => sessionId)?.session_id ?? null,
    providers: common(lineage.map((passport) => passport.providers)),
    templates: common(lineage.map((passport) => passport.templates)),
    rates: [...rates],
  }
}

/** The scopes that a holder has now, wherever it is; throws `unauthenticated` of one that is not to be let in. */
export const scopesLeft = (holder: Holder, at: Instant): Scope[] =>
  holder.lineage.reduce<Scope[]>(
    (left, passport) => left.filter((scope) => passport.scopes.includes(scope)),
    [...scopesOf[letIn(holder, at).membership.role]],
  )

function letIn(holder: Holder, at: Instant) {
  const { lineage, user, membership } = holder
  const refusal = (why: string) => new Refusal(holder, 'unauthenticated', why)
  for (const passport of lineage) {
    const bad = badIn(passport, at)
    if (bad) throw refusal(`${passport === lineage.at(-1) ? 'this passport' : theParent} ${bad}`)
  }
  if (!user || !membership) throw refusal('its user is not in this account')
  if (user.status === 'suspended') throw refusal('its user is suspended')
  return { user, membership }
}

const theParent = 'a passport that this one was made from'

function badIn(passport: Passport, at: Instant): string | undefined {
  const { revoked_at: revokedAt, deactivated_at: deactivatedAt, expires_at: expiresAt } = passport
  if (revokedAt) return 'was revoked'
  if (deactivatedAt) return 'is deactivated'
  return expiresAt && expiresAt <= at ? `expired at ${expiresAt}` : undefined
}

/** What all of them allow; null allows everything. */
const common = <T>(lists: readonly (readonly T[] | null)[]): readonly T[] | null =>
  lists.reduce<readonly T[] | null>((left, list) => {
    if (!list || !left) return left ?? list
    return left.filter((one) => list.includes(one))
  }, null)
