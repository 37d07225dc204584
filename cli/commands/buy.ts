import { createPurchase as route } from '../../shared/contract/purchases.ts'
import { type Common, connect } from '../api.ts'
import { Failure } from '../failure.ts'
import { print, printFields, printJson } from '../output.ts'
import { during } from '../progress.ts'
import { fields, type Purchase, settled } from '../purchase.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly product?: string
  readonly provider?: string
  readonly wait?: true
}

/** Orders credits. With --wait it ends when they are there, or never will be. */
export async function buy(micros: number | undefined, flags: Flags) {
  const { product: product_id, provider } = flags
  const body = valid(route.body, { micros, product_id, provider })
  const client = connect(flags)
  const made = await client.purchases.create({ body })
  if (!flags.wait) return show(made, flags)
  if (!flags.json) show(made, flags)
  const after = await during('Waiting for the payment…', flags.json, settled(client, made))
  if (after.status !== 'paid') throw notPaid(after)
  if (flags.json) return printJson(after)
  print(`${after.credits.display} credits are there`)
}

function show(purchase: Purchase, { json }: Common) {
  if (json) return printJson(purchase)
  printFields(fields(purchase))
}

const notPaid = ({ id, status, problem }: Purchase) =>
  new Failure('not_paid', `purchase ${id} is ${status}${problem ? `: ${problem}` : ''}`)
