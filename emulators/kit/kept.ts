import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as z from 'zod'

/**
 * An emulator's state in one file: whole after a crash, either as it was or as it is. Without a file it is kept in memory. Where much
 * changes at once, what changed within `delayMs` is written together, and lost together: `flush` writes it now.
 */
export function keptIn<T extends object>(
  schema: z.ZodType<T>,
  file: string | undefined,
  delayMs = 0,
) {
  const state = schema.parse(file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
  let due: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(due)
    due = undefined
    if (!file) return
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  }
  return {
    state,
    flush,
    save() {
      if (delayMs === 0) flush()
      else due ??= setTimeout(flush, delayMs)
    },
  }
}
