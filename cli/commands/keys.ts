import { createKey, rotateKey } from '../../shared/contract/passports.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson, printTable, tell } from '../output.ts'
import { pages } from '../pages.ts'
import { valid } from '../valid.ts'

interface Creation extends Common {
  readonly scopes?: string
  readonly expires?: string
  readonly ips?: string
  readonly providers?: string
  readonly templates?: string
  readonly sessions?: number
  readonly perDay?: number
  readonly spendDay?: number
  readonly spendMonth?: number
  readonly format?: string
  readonly forUser?: string
  readonly forSession?: string
}

export async function list(flags: Common) {
  const { keys } = connect(flags)
  const found = await pages(
    (cursor?: string) => keys.list({ query: { limit: 100, cursor } }),
    (before, { passports, next_cursor }) => ({
      passports: [...before.passports, ...passports],
      next_cursor,
    }),
  )
  if (flags.json) return printJson(found)
  printTable(
    ['ID', 'NAME', 'KEY', 'STATUS', 'LIVE', 'TODAY', 'LAST USED', 'EXPIRES'],
    found.passports.map((one) => [
      one.passport_id,
      one.name,
      one.preview,
      one.status,
      String(one.usage.sessions_live),
      String(one.usage.sessions_today),
      one.last_used_at ?? '-',
      one.expires_at ?? '-',
    ]),
  )
}

/** The key alone is on stdout, so that it can be kept without being seen. */
export async function create(name: string, flags: Creation) {
  const body = valid(createKey.body, {
    name,
    scopes: listed(flags.scopes),
    expires_at: flags.expires,
    allowed_ips: listed(flags.ips),
    providers: listed(flags.providers),
    templates: listed(flags.templates),
    format: flags.format,
    user_id: flags.forUser,
    session_id: flags.forSession,
    limits: {
      sessions_max: flags.sessions,
      sessions_per_day_max: flags.perDay,
      spend_micros_per_day_max: flags.spendDay,
      spend_micros_per_month_max: flags.spendMonth,
    },
  })
  shown(await connect(flags).keys.create({ body }), flags)
}

export async function rotate(id: string, flags: Common & { readonly overlap?: number }) {
  const body = valid(rotateKey.body, { overlap_seconds: flags.overlap })
  shown(await connect(flags).keys.rotate({ params: { id }, body }), flags)
}

export const deactivate = (id: string, flags: Common) => changed('deactivate', id, flags)
export const reactivate = (id: string, flags: Common) => changed('reactivate', id, flags)
export const revoke = (id: string, flags: Common) => changed('revoke', id, flags)

async function changed(verb: 'deactivate' | 'reactivate' | 'revoke', id: string, flags: Common) {
  const passport = await connect(flags).keys[verb]({ params: { id } })
  if (flags.json) return printJson(passport)
  print(`${passport.passport_id} is ${passport.status}`)
}

function shown(issued: { passport_id: string; passport_key: string }, flags: Common) {
  if (flags.json) return printJson(issued)
  print(issued.passport_key)
  tell(`${issued.passport_id}: keep this key now, it is not shown again`)
}

const listed = (text: string | undefined) => text?.split(',').map((part) => part.trim())
