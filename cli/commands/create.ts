import { connect } from '../api.ts'
import { putAway } from '../away.ts'
import { interruptible } from '../interruption.ts'
import { print, printJson, tell } from '../output.ts'
import { create as make, notRunning } from '../session.ts'
import { bodyOf, type Making } from '../wish.ts'

export async function create(flags: Making) {
  const body = bodyOf(flags)
  const client = connect(flags)
  const signal = interruptible(stopping, () => staying)
  const session = await make(client, body, flags.json)
  if (signal.aborted) {
    await putAway(client, session.id, flags.json)
    throw signal.reason
  }
  if (session.status === 'failed') throw notRunning(session)
  if (flags.json) return printJson(session)
  print(session.id)
  if (session.status !== 'running') tell(`It is ${session.status}; commands wait for it.`)
}

const stopping = 'Stopping; what is being made is deleted first. Again to leave at once.'
const staying = 'A session may have been made: `onmemos ls` shows it, `onmemos rm <id>` deletes it.'
