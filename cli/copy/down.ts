import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join, posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FileBytes } from '../../sdk/files.ts'
import { Failure } from '../failure.ts'
import { tell } from '../output.ts'
import { looked, nothingAt, type Remote } from './place.ts'

/** Copies a file or folder of a session to this machine, and answers how many files that were. */
export async function copyDown(
  from: string,
  to: string,
  remote: Remote,
  bytes: FileBytes,
  signal: AbortSignal,
): Promise<number> {
  const source = await looked(remote, from)
  if (!source) throw nothingAt(`${remote.id}:${from}`)
  const here = await stat(to).catch(() => undefined)
  const isInto = here?.isDirectory() || to.endsWith('/')
  if (isInto) await mkdir(to, { recursive: true })
  const target = isInto ? join(to, basename(source.path)) : to
  return source.type === 'directory' ? folder(source.path, target) : file(source.path, target)

  async function folder(path: string, target: string): Promise<number> {
    await mkdir(target, { recursive: true })
    const { files } = await remote.files.list({ params: { id: remote.id }, query: { path } })
    let copied = 0
    for (const entry of files) {
      signal.throwIfAborted()
      const [at, into] = [posix.join(path, plain(entry.name)), join(target, plain(entry.name))]
      if (entry.type === 'file') copied += await file(at, into)
      else if (entry.type === 'directory' && entry.link_target === null)
        copied += await folder(at, into)
      else tell(`${at} is left out: it is neither a file nor a folder`)
    }
    return copied
  }

  /** In the place of what is there only when all of it has come. */
  async function file(path: string, target: string): Promise<number> {
    const part = `${target}.onmemos-part`
    try {
      const stream = await bytes.download({ id: remote.id, path, signal })
      await pipeline(stream, createWriteStream(part), { signal })
      await rename(part, target)
      return 1
    } catch (cause) {
      await rm(part, { force: true })
      throw cause
    }
  }
}

/** What a session calls its files is not to lead out of the folder here. */
function plain(name: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)) return name
  throw new Failure('unsafe_name', `a file of the session is called ${JSON.stringify(name)}`)
}
