import { requestQuota as route } from '../../shared/contract/quotas.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson } from '../output.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly why?: string
  readonly email?: string
}

/** Asks an administrator for more than the account may. */
export async function quota(wanted: string, { why, email, ...flags }: Flags) {
  const body = valid(route.body, { requested_limits: wanted, use_case: why, email })
  const asked = await connect(flags).quotas.request({ body })
  if (flags.json) return printJson(asked)
  print(asked.id)
}
