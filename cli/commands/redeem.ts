import { redeemCoupon as route } from '../../shared/contract/coupons.ts'
import { display } from '../../shared/contract/money.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson } from '../output.ts'
import { valid } from '../valid.ts'

export async function redeem(code: string, flags: Common) {
  const body = valid(route.body, { code })
  const posted = await connect(flags).coupons.redeem({ body })
  if (flags.json) return printJson(posted)
  const micros = posted.entry.lines.find(({ book }) => book === 'available')?.micros ?? 0
  print(`${display(micros)} credits more: ${posted.balance.available.display} are available`)
}
