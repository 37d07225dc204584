import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where the boxes of a local cloud live: one place a state directory, short enough for a socket's path. */
export const runDirectoryOf = (stateDirectory: string): string =>
  join(
    tmpdir(),
    `onmemos-${createHash('sha256').update(resolve(stateDirectory)).digest('hex').slice(0, 12)}`,
  )

export const terminalAssetsIn = (stateDirectory: string): string => join(stateDirectory, 'terminal')
