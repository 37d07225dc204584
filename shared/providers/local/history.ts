import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KeptCommand } from '../../agents/history.ts'
import { longOutput } from '../../agents/journals.ts'
import type { LeftCommand } from '../provider.ts'
import type { Places } from './places.ts'

/** What the agent of a box left of its commands, in their order. What is not such a file is passed over. */
export async function* commandsLeft({ history, journals }: Places): AsyncGenerator<LeftCommand> {
  const names = (await namesIn(history)).filter((name) => /^[1-9]\d{0,8}\.json$/.test(name))
  for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const kept = await readKept(join(history, name))
    if (!kept) continue
    const { number } = kept.record
    yield { ...kept, longer: (stream) => longOutput(journals, `${number}.${stream}`) }
  }
}

/** Without root the box's user can write here too, so nothing is followed and nothing is waited for. */
async function readKept(path: string): Promise<KeptCommand | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (!file) return undefined
  try {
    const stats = await file.stat()
    if (!stats.isFile() || stats.size > keptFileBytesMax) return undefined
    return KeptCommand.safeParse(JSON.parse(await file.readFile('utf8'))).data
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}

const namesIn = (directory: string) => readdir(directory).catch((): string[] => [])

/** Two streams as they are kept, in base64, and the record. */
const keptFileBytesMax = 1_048_576
