import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { birthOf } from '../keeper/birth.ts'

/** What a project that runs says of itself, in a file. */
export const Running = z.object({
  pid: z.int(),
  /** When it began: a pid alone is soon another's. */
  birth: z.string(),
  publicUrl: z.string(),
  adminUrl: z.string(),
  controlUrl: z.string(),
  deployerToken: z.string(),
  env: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.string()),
})
export type Running = z.output<typeof Running>

export function writeRunning(file: string, running: Running): void {
  writeFileSync(`${file}.new`, JSON.stringify(running, undefined, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The project that runs, if one does: what a dead one has left says nothing. */
export async function readRunning(file: string): Promise<Running | undefined> {
  if (!existsSync(file)) return undefined
  const running = Running.parse(JSON.parse(readFileSync(file, 'utf8')))
  return (await birthOf(running.pid)) === running.birth ? running : undefined
}
