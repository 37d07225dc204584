import { executeStream } from '../../shared/contract/commands.ts'
import { type Common, connect } from '../api.ts'
import { interruptible } from '../interruption.ts'
import { follow } from '../relay.ts'
import { valid } from '../valid.ts'

interface Flags extends Common {
  readonly timeout?: number
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export async function exec(id: string, command: string, flags: Flags): Promise<number> {
  const { timeout, env, cwd } = flags
  const body = valid(executeStream.body, { command, timeout, env, cwd })
  const { sessions } = connect(flags)
  const signal = interruptible(goesOn(id), () => goesOn(id))
  const lines = sessions.executeStream({ params: { id }, body, signal })
  const { returncode } = await follow(lines, signal, flags.json)
  return returncode
}

const goesOn = (id: string) => `The command may go on in session ${id}: onmemos rm ${id} ends both.`
