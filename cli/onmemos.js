#!/usr/bin/env node
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const bundle = here('../dist/cli.js')
const sources = ['.', '../sdk', '../shared/contract', '../shared/platform'].map(here)

/** A bundle older than what it was made of would run yesterday's code. */
function isFresh() {
  if (!existsSync(bundle)) return false
  const builtAt = statSync(bundle).mtimeMs
  return filesOf(sources).every((file) => statSync(file).mtimeMs <= builtAt)
}

const filesOf = (folders) =>
  folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  )

if (isFresh()) {
  await import(new URL('../dist/cli.js', import.meta.url))
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./main.ts')
}
