import { type FSWatcher, lstatSync, readdirSync, type Stats, statSync, watch } from 'node:fs'
import { join, relative } from 'node:path'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Change } from '../../shared/agents/files.ts'
import { limits } from '../limits.ts'
import type { Owner } from '../owner.ts'
import { asOwner } from './owner.ts'

/** What became of a name, seen from the directory that is watched. */
export interface Happened {
  readonly name: string
  readonly path: string
  readonly type: Change
}

type Known = Pick<Stats, 'ino' | 'mtimeMs' | 'ctimeMs' | 'size' | 'mode'>

/**
 * Looks after a directory. The kernel tells of names only; what happened to one is found by comparing it with what was
 * known of it, so that changes in quick succession may be told as one.
 */
export class Watch {
  readonly #root: string
  readonly #owner: Owner | null
  readonly #isRecursive: boolean
  readonly #tell: (happened: Happened) => void
  readonly #directories = new Map<string, { watcher: FSWatcher; known: Map<string, Known> }>()

  constructor(
    given: { root: string; owner: Owner | null; isRecursive: boolean },
    tell: (happened: Happened) => void,
  ) {
    this.#root = given.root
    this.#owner = given.owner
    this.#isRecursive = given.isRecursive
    this.#tell = tell
    asOwner(this.#owner, () => {
      if (!statSync(this.#root).isDirectory()) {
        throw new ConnectError('invalid_argument', `${this.#root} is not a directory`)
      }
      this.#watch(this.#root, false)
    })
  }

  close(): void {
    for (const { watcher } of this.#directories.values()) watcher.close()
    this.#directories.clear()
  }

  #watch(directory: string, isNews: boolean): void {
    if (this.#directories.has(directory)) return
    if (this.#directories.size >= limits.watchedDirectoriesMax) {
      throw new ConnectError('resource_exhausted', 'too many directories to watch')
    }
    const watcher = watch(directory, (_, name) => this.#look(directory, name))
    watcher.on('error', () => this.#forget(directory))
    const known = new Map<string, Known>()
    this.#directories.set(directory, { watcher, known })
    // What came before the kernel was asked to tell is seen here.
    for (const name of readdirSync(directory)) {
      const stats = look(join(directory, name))
      if (!stats) continue
      known.set(name, stats)
      if (isNews) this.#happened(directory, name, 'EVENT_TYPE_CREATE')
      if (this.#isRecursive && stats.isDirectory()) this.#watch(join(directory, name), isNews)
    }
  }

  #look(directory: string, name: string | null): void {
    if (name === null) return
    try {
      asOwner(this.#owner, () => this.#compare(directory, name))
    } catch {
      // A directory that is gone again, or one too many: the rest is watched on.
    }
  }

  #compare(directory: string, name: string): void {
    const known = this.#directories.get(directory)?.known
    if (!known) return
    const [before, now] = [known.get(name), look(join(directory, name))]
    if (now) known.set(name, now)
    else known.delete(name)
    const type = changeOf(before, now, () => now ?? this.#hasMoved(directory, name, before))
    if (type) this.#happened(directory, name, type)
    if (!now) this.#forget(join(directory, name))
    else if (!before && this.#isRecursive && now.isDirectory()) {
      this.#watch(join(directory, name), true)
    }
  }

  /** Whether what had this name has another now. */
  #hasMoved(directory: string, name: string, before: Known | undefined): boolean {
    const others = readdirSync(directory).filter((other) => other !== name)
    return others.some((other) => look(join(directory, other))?.ino === before?.ino)
  }

  #happened(directory: string, name: string, type: Change): void {
    const path = join(directory, name)
    this.#tell({ name: relative(this.#root, path), path, type })
  }

  #forget(directory: string): void {
    for (const [path, { watcher }] of this.#directories) {
      if (path !== directory && !path.startsWith(`${directory}/`)) continue
      watcher.close()
      this.#directories.delete(path)
    }
  }
}

function changeOf(
  before: Known | undefined,
  now: Known | undefined,
  hasMoved: () => unknown,
): Change | undefined {
  if (!before) return now ? 'EVENT_TYPE_CREATE' : undefined
  if (!now) return hasMoved() ? 'EVENT_TYPE_RENAME' : 'EVENT_TYPE_REMOVE'
  if (before.ino !== now.ino) return 'EVENT_TYPE_CREATE'
  if (before.mtimeMs !== now.mtimeMs || before.size !== now.size) return 'EVENT_TYPE_WRITE'
  return before.mode !== now.mode || before.ctimeMs !== now.ctimeMs ? 'EVENT_TYPE_CHMOD' : undefined
}

const look = (path: string) => lstatSync(path, { throwIfNoEntry: false })
