import type { Client } from '../../sdk/client.ts'
import { compare, create } from '../../shared/contract/estimates.ts'
import type { Output } from '../../shared/contract/route.ts'
import { connect } from '../api.ts'
import { printFields, printJson, printTable, tell } from '../output.ts'
import { valid } from '../valid.ts'
import { fieldsOf, type Wish } from '../wish.ts'

interface Flags extends Wish {
  readonly duration?: number
  readonly compare?: readonly string[]
}

export async function estimate(flags: Flags) {
  const fields = { ...fieldsOf(flags), duration_minutes: flags.duration }
  const { estimates } = connect(flags)
  if (flags.compare) return sideBySide(estimates, fields, flags.compare, flags.json)
  const found = await estimates.create({ body: valid(create.body, fields) })
  if (flags.json) return printJson(found)
  printFields(fieldsIn(found))
  for (const { detail } of found.recommendations) tell(`Cheaper: ${detail}.`)
}

async function sideBySide(
  estimates: Client['estimates'],
  fields: object,
  providers: readonly string[],
  isJson?: true,
) {
  const configurations = providers.map((provider) => ({ ...fields, provider }))
  const found = await estimates.compare({ body: valid(compare.body, { configurations }) })
  if (isJson) return printJson(found)
  printTable(
    ['PROVIDER', 'LOW', 'EXPECTED', 'HIGH', 'AN HOUR', 'MORE THAN THE CHEAPEST'],
    found.estimates.map((it) => [
      it.provider,
      it.low.display,
      it.expected.display,
      it.high.display,
      it.rate_per_hour.display,
      it.is_cheapest ? '-' : it.more_than_cheapest.display,
    ]),
  )
}

const fieldsIn = (it: Output<typeof create>): Record<string, string> => ({
  provider: it.provider,
  low: outlook(it.low),
  expected: outlook(it.expected),
  high: outlook(it.high),
  confidence: `${it.confidence} (${it.basis.detail})`,
  rate: `${it.rate_per_hour.display} credits an hour (prices ${it.price_version})`,
  ...Object.fromEntries(
    it.items.map(({ item, display, quantity, unit }) => [item, `${display} (${quantity} ${unit})`]),
  ),
  'at the most': it.ceiling.display,
  'to start': `${it.first_hold.display} must be available`,
  balance: it.balance.display,
  'balance after': it.balance_after.display,
  lasts: it.hours_balance_lasts ? `${it.hours_balance_lasts} h` : 'for ever',
  'quote until': it.quote.expires_at,
  quote: it.quote.token,
})

const outlook = ({ display, seconds }: { display: string; seconds: number }) =>
  `${display} (${seconds} s)`
