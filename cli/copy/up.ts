import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, posix, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { ApiError } from '../../sdk/errors.ts'
import type { FileBytes } from '../../sdk/files.ts'
import { Failure } from '../failure.ts'
import { tell } from '../output.ts'
import { looked, nothingAt, type Remote } from './place.ts'

/** Copies a file or folder of this machine into a session, and answers how many files that were. */
export async function copyUp(
  from: string,
  to: string,
  remote: Remote,
  bytes: FileBytes,
  signal: AbortSignal,
): Promise<number> {
  const source = await stat(from).catch(() => undefined)
  if (!source) throw nothingAt(from)
  const there = await looked(remote, to)
  const isInto = there?.type === 'directory' || to.endsWith('/')
  const target = isInto ? posix.join(to, basename(resolve(from))) : to
  if (source.isFile()) {
    await upload(from, target)
    return 1
  }
  if (!source.isDirectory()) throw new Failure('usage', `${from} is neither a file nor a folder`)
  return folder(from, target)

  async function folder(at: string, target: string): Promise<number> {
    await makeFolder(remote, target)
    let copied = 0
    for (const entry of await readdir(at, { withFileTypes: true })) {
      signal.throwIfAborted()
      const [path, into] = [join(at, entry.name), posix.join(target, entry.name)]
      if (entry.isDirectory()) copied += await folder(path, into)
      else if ((await stat(path).catch(() => undefined))?.isFile()) {
        await upload(path, into)
        copied++
      } else tell(`${path} is left out: it is neither a file nor a folder`)
    }
    return copied
  }

  function upload(path: string, target: string): Promise<void> {
    const stream = Readable.toWeb(createReadStream(path))
    return bytes.upload(
      { id: remote.id, path: target, signal },
      stream as ReadableStream<Uint8Array>,
    )
  }
}

async function makeFolder({ id, files }: Remote, path: string): Promise<void> {
  try {
    await files.makeDirectory({ params: { id }, body: { path } })
  } catch (cause) {
    if (!(cause instanceof ApiError && cause.code === 'file_exists')) throw cause
  }
}
