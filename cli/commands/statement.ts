import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

export async function statement(month: string | undefined, flags: Common) {
  const params = { month: month ?? new Date().toISOString().slice(0, 7) }
  const found = await connect(flags).billing.statement({ params })
  if (flags.json) return printJson(found)
  const { opening, purchased, granted, reversed, refunded, adjusted, spent, expired, closing } =
    found
  printFields({
    month: found.month,
    opening: opening.display,
    purchased: purchased.display,
    granted: granted.display,
    reversed: reversed.display,
    refunded: refunded.display,
    adjusted: adjusted.display,
    spent: spent.display,
    expired: expired.display,
    closing: closing.display,
  })
}
