import { lstatSync, readFileSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Entry, FileType } from '../../shared/agents/files.ts'
import { instant } from '../../shared/platform/clock.ts'

/** What is at a path, a link as itself and of the kind of what it leads to. Run as the box's user. */
export function entryAt(path: string): Entry {
  const stats = lstatSync(path)
  const common = {
    name: basename(path) || '/',
    path,
    size: String(stats.size),
    mode: stats.mode & 0o7777,
    permissions: permissions(stats),
    owner: nameIn('/etc/passwd', stats.uid) ?? nameless(stats.uid, process.getuid?.()),
    group: nameIn('/etc/group', stats.gid) ?? nameless(stats.gid, process.getgid?.()),
    modifiedTime: instant(stats.mtimeMs),
  }
  if (!stats.isSymbolicLink()) return { ...common, type: typeOf(stats) }
  const target = targetOf(path)
  return { ...common, type: target.type, symlinkTarget: target.path }
}

/** A link that leads nowhere, or where the user may not look, says what is written in it. */
function targetOf(path: string): { type: FileType; path: string } {
  try {
    return { type: typeOf(statSync(path)), path: realpathSync(path) }
  } catch {
    return { type: 'FILE_TYPE_UNSPECIFIED', path: readlinkSync(path) }
  }
}

function typeOf(stats: Stats): FileType {
  if (stats.isDirectory()) return 'FILE_TYPE_DIRECTORY'
  return stats.isFile() ? 'FILE_TYPE_FILE' : 'FILE_TYPE_UNSPECIFIED'
}

/** As `ls` and Go write them, where a link is an `L`. */
function permissions(stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'L' : '-'
  const bits = [...'rwxrwxrwx'].map((letter, i) => (stats.mode & (0o400 >> i) ? letter : '-'))
  return kind + bits.join('')
}

/** An image need not have heard of whom everything in it runs as. */
const nameless = (id: number, ours: number | undefined) => (id === ours ? 'user' : String(id))

function nameIn(file: string, id: number): string | undefined {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((line) => line.split(':')[2] === String(id))
  return line?.split(':')[0]
}
