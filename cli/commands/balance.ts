import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

export async function balance(flags: Common) {
  const found = await connect(flags).billing.balance()
  if (flags.json) return printJson(found)
  const { account_id: account, available, held, spent } = found
  printFields({
    account,
    available: available.display,
    held: held.display,
    spent: spent.display,
  })
}
