import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import type { Environment } from './settings.ts'

/** The environment, and what the folder's `.env` adds to it: what is set wins over what is written there. */
export const environment = (): Environment => ({ ...written('.env'), ...process.env })

function written(file: string): Environment {
  try {
    return parse(readFileSync(file))
  } catch {
    // In the cloud there is none.
    return {}
  }
}
