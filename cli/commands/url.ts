import { portUrl as route } from '../../shared/contract/ports.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson, tell } from '../output.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly expiresIn?: number
}

export async function url(id: string, port: number, flags: Flags) {
  const minutes = flags.expiresIn
  const query = valid(route.query, {
    port,
    ...(minutes === undefined ? {} : { expires_in_seconds: minutes * 60 }),
  })
  const opening = await connect(flags).sessions.url({ params: { id }, query })
  if (flags.json) return printJson(opening)
  print(opening.url)
  tell(`Whoever has it gets in until ${opening.expires_at}.`)
}
