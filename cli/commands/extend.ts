import { extend as route } from '../../shared/contract/sessions.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson } from '../output.ts'
import { valid } from '../valid.ts'

export async function extend(id: string, minutes: number, flags: Common) {
  const body = valid(route.body, { minutes })
  const session = await connect(flags).sessions.extend({ params: { id }, body })
  if (flags.json) return printJson(session)
  print(`${session.id} may run until ${session.expires_at}`)
}
