import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as z from 'zod'

/** An emulator's state in one file: whole after a crash, either as it was or as it is. Without a file it is kept in memory. */
export function keptIn<T extends object>(schema: z.ZodType<T>, file: string | undefined) {
  const state = schema.parse(file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  return {
    state,
    save() {
      if (!file) return
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(`${file}.new`, JSON.stringify(state))
      renameSync(`${file}.new`, file)
    },
  }
}
