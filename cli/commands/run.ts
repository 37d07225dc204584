import type { Client } from '../../sdk/client.ts'
import { executeStream } from '../../shared/contract/commands.ts'
import { connect } from '../api.ts'
import { putAway } from '../away.ts'
import { interruptible } from '../interruption.ts'
import { printJson, tell } from '../output.ts'
import { follow } from '../relay.ts'
import { create, started } from '../session.ts'
import { valid } from '../valid.ts'
import { bodyOf, type Making } from '../wish.ts'

interface Flags extends Making {
  readonly timeout?: number
  readonly keep?: true
}

/** A session made, used once, paid and gone. */
export async function run(command: string, flags: Flags): Promise<number> {
  const wish = bodyOf(flags)
  const body = valid(executeStream.body, { command, timeout: flags.timeout })
  const client = connect(flags)
  let id: string | undefined
  const signal = interruptible(flags.keep ? leaving : stopping, () => staying(id))
  const session = await create(client, wish, flags.json)
  id = session.id
  if (flags.json) printJson({ type: 'session', session })
  const use = async () => {
    await started(client, session, signal, flags.json)
    const lines = client.sessions.executeStream({ params: { id: session.id }, body, signal })
    return follow(lines, signal, flags.json)
  }
  return flags.keep ? keeping(session.id, use) : passing(client, session.id, use, flags.json)
}

type Use = () => Promise<{ returncode: number }>

async function keeping(id: string, use: Use): Promise<number> {
  try {
    return (await use()).returncode
  } finally {
    tell(
      `Session ${id} is kept: onmemos exec ${id} '<command>' uses it, onmemos rm ${id} deletes it.`,
    )
  }
}

/** A command that went well in a session that stays and costs did not go well. */
async function passing(client: Client, id: string, use: Use, isJson?: true): Promise<number> {
  let isGone = false
  let returncode = 1
  try {
    returncode = (await use()).returncode
  } finally {
    isGone = await putAway(client, id, isJson)
  }
  return isGone ? returncode : returncode || 1
}

const leaving = 'Leaving; the session stays, and the command may go on in it.'
const stopping = 'Stopping; the session is deleted first. Again to leave at once.'

const staying = (id: string | undefined) =>
  id
    ? `Session ${id} may still be there. To delete it, type: onmemos rm ${id}`
    : 'A session may have been made: `onmemos ls` shows it, `onmemos rm <id>` deletes it.'
