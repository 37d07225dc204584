import type * as z from 'zod'
import type { Account } from '../accounts/account.ts'
import { keyOf, useAt } from '../accounts/use.ts'
import type { Passport as View } from '../contract/passports.ts'
import type { Instant } from '../platform/clock.ts'
import { type Passport, parentOf } from './passport.ts'

/** A passport as its owner sees it. */
export function viewPassport(
  passport: Passport,
  account: Account,
  at: Instant,
): z.output<typeof View> {
  const { limits, use } = keyOf(account, passport.id)
  const { created, spent_today, spent_this_month } = useAt(use, at)
  const old = passport.old_secret
  return {
    passport_id: passport.id,
    preview: passport.preview,
    user_id: passport.user_id,
    account_id: passport.account_id,
    parent_id: parentOf(passport),
    session_id: passport.session_id,
    name: passport.name,
    description: passport.description,
    tags: passport.tags,
    scopes: passport.scopes,
    allowed_ips: passport.allowed_ips,
    providers: passport.providers,
    templates: passport.templates,
    status: statusOf(passport, at),
    limits,
    usage: {
      sessions_live: liveOf(account, passport.id),
      sessions_today: created,
      spent_micros_today: spent_today,
      spent_micros_this_month: spent_this_month,
    },
    created_at: passport.created_at,
    expires_at: passport.expires_at,
    rotated_at: passport.rotated_at,
    old_key_until: old && old.until > at ? old.until : null,
    last_used_at: passport.last_used_at,
    revoked_at: passport.revoked_at,
  }
}

const liveOf = ({ live }: Account, passportId: string) =>
  Object.values(live).filter(({ key_ids: ids }) => ids.includes(passportId)).length

function statusOf({ revoked_at, deactivated_at, expires_at }: Passport, at: Instant) {
  if (revoked_at) return 'revoked'
  if (expires_at && expires_at <= at) return 'expired'
  return deactivated_at ? 'inactive' : 'active'
}
