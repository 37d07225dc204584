import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'

/** What the folder's `.env` says; the environment of this process stays as it is. */
export function fromDotenv(folder: string): Record<string, string> {
  try {
    return parse(readFileSync(join(folder, '.env')))
  } catch {
    // None, or not for us: then another place may have what is looked for.
    return {}
  }
}
