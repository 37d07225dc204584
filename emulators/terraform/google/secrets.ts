import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Making } from '../making.ts'
import { Refusal } from '../refusal.ts'
import { type Fields, textIn } from '../values.ts'

/** Versions of secrets, in files that only their owner may read. */
export const versions = (folder: string): Making => ({
  async create(fields: Fields, config: Fields) {
    const value = textIn(config, 'secret_data_wo')
    if (!value) throw new Refusal(`Error 400: ${fields.secret} gets a version without a value`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(fileOf(folder, String(fields.secret)), value, { mode: 0o600 })
    return {}
  },
  async remove({ secret }) {
    rmSync(fileOf(folder, String(secret)), { force: true })
  },
})

export const secretIn = (folder: string, secret: string): string =>
  readFileSync(fileOf(folder, secret), 'utf8')

const fileOf = (folder: string, secret: string) => join(folder, secret.split('/').at(-1) ?? '')
