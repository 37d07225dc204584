import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Entry } from '../../shared/agents/files.ts'
import { limits } from '../limits.ts'
import { entryAt } from './entry.ts'

/** What a directory holds, by name, each followed by what is in it, so many levels deep. Run as the box's user. */
export function listAt(directory: string, depth: number): readonly Entry[] {
  const found: Entry[] = []
  list(directory, depth)
  return found

  function list(at: string, levels: number): void {
    for (const { name, isDirectory } of children(at)) {
      const entry = present(join(at, name))
      if (!entry) continue
      if (found.push(entry) > limits.listedMax) throw tooMany()
      if (isDirectory && levels > 1) list(entry.path, levels - 1)
    }
  }
}

const children = (at: string) =>
  readdirSync(at, { withFileTypes: true })
    .map((child) => ({ name: child.name, isDirectory: child.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

/** What was removed while it was listed is not there. */
function present(path: string): Entry | undefined {
  try {
    return entryAt(path)
  } catch {
    return undefined
  }
}

const tooMany = () =>
  new ConnectError('resource_exhausted', `more than ${limits.listedMax} entries: list less of it`)
