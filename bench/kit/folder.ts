import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from './bench.ts'

/** A folder of its own for as long as the bench runs. */
export const temporaryFolder = (run: Run) => made(run, tmpdir())

/** The same, inside the project: what runs there finds its packages. */
export function folderAmongUs(run: Run): string {
  mkdirSync('dist', { recursive: true })
  return made(run, 'dist')
}

function made(run: Run, parent: string): string {
  const folder = mkdtempSync(join(parent, 'onmemos-bench-'))
  run.ending(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}
