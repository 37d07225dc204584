import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { newSecret } from '../../shared/platform/ids.ts'

/** The secrets of one local cloud, made at its first run and kept for its owner alone. */
const Keys = z.object({ adminKey: z.string(), sessionSecret: z.string() })
export type Keys = z.output<typeof Keys>

/** `adminKey`: one that its owner has chosen instead; it is kept nowhere. */
export function keysIn(stateDirectory: string, adminKey?: string): Keys {
  const keys = keptIn(stateDirectory)
  return { ...keys, adminKey: adminKey || keys.adminKey }
}

function keptIn(stateDirectory: string): Keys {
  const file = join(stateDirectory, 'keys.json')
  if (existsSync(file)) return Keys.parse(JSON.parse(readFileSync(file, 'utf8')))
  const keys = { adminKey: `onmadmin_${newSecret()}`, sessionSecret: newSecret() }
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
  return keys
}
