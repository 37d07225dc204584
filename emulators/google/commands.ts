import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where a command really is, its symbolic links followed. */
export async function onPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, command)
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return realpath(path)
  }
  return undefined
}

/** What a command says. A command that fails is an answer too. */
export const answerOf = (command: string, args: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise<Answer>((resolve) => {
    execFile(command, args, { env }, (error, stdout, stderr) =>
      resolve({ succeeded: error === null, stdout, stderr: stderr || (error?.message ?? '') }),
    )
  })

interface Answer {
  readonly succeeded: boolean
  readonly stdout: string
  readonly stderr: string
}
