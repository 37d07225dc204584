import { type Common, connect } from '../api.ts'
import { print, printJson } from '../output.ts'
import { during } from '../progress.ts'

export async function pause(id: string, flags: Common) {
  const { sessions } = connect(flags)
  const session = await during('Keeping its files…', flags.json, sessions.pause({ params: { id } }))
  if (flags.json) return printJson(session)
  print(`${session.id} is ${session.status}`)
}

export async function resume(id: string, flags: Common) {
  const { sessions } = connect(flags)
  const resuming = sessions.resume({ params: { id } })
  const session = await during('Bringing its files back…', flags.json, resuming)
  if (flags.json) return printJson(session)
  print(`${session.id} is ${session.status}`)
}
