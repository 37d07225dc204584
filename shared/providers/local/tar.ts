import { type ChildProcess, spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { Fault } from '../../platform/faults.ts'
import { home, workspace } from './filesystem.ts'
import { host } from './host.ts'
import { familyOf, kill } from './processes.ts'
import { enter, environment } from './wrapper.ts'

/**
 * `tar`, the machine's own and read-only in the box, run in the box's mounts: whatever links the user's files are, they lead
 * nowhere else. Its memory counts as the box's, since the files are memory.
 */
export function tarIn(
  box: { readonly outermost: number; readonly cgroups: readonly string[] },
  args: readonly string[],
  as: readonly string[] = [],
): ChildProcess {
  const inside = ['--target', String(within(box.outermost)), '--mount']
  const user = host().isRoot ? [] : ['--user', '--preserve-credentials']
  const script = [...enter(box.cgroups), 'exec nsenter "$@"'].join('\n')
  const program = [...as, 'tar', ...args]
  return spawn('/bin/sh', ['-c', script, 'onmemos-tar', ...inside, ...user, '--', ...program], {
    env: { ...environment, LC_ALL: 'C' },
    stdio: 'pipe',
    detached: true,
  })
}

/** The same files give the same bytes, whichever box they are in. */
export const packing = [
  '--create',
  '--file=-',
  '--directory=/',
  '--format=pax',
  '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime',
  '--sort=name',
  '--owner=user:1000',
  '--group=user:1000',
  '--sparse',
  // Later versions write the number of their process into the archive.
  '--sparse-version=0.0',
  '--one-file-system',
  ...[workspace, home].map((path) => path.slice(1)),
] as const

export const unpacking = [
  '--extract',
  '--file=-',
  '--directory=/',
  '--preserve-permissions',
  '--no-same-owner',
  '--sparse',
  '--delay-directory-restore',
  '--overwrite',
] as const

/** What a `tar` says when it is over; a failed one is a fault that quotes it. */
export async function ended(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-saidCharactersMax)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (code === 0) return said
  throw new Fault('provider_unavailable', `the files could not be read or written: ${said.trim()}`)
}

/**
 * Gives a `tar` all of a stream, to the stream's own end and verdict. A `tar` stops reading at the archive's last block and
 * may be gone before the padding is written; its exit code says whether that was well.
 */
export async function fed(tar: Writable, stream: Readable): Promise<void> {
  const gone = new Promise<void>((resolve) =>
    tar.on('error', () => resolve()).once('close', resolve),
  )
  for await (const chunk of stream) {
    if (tar.writable && !tar.write(chunk)) await Promise.race([drained(tar), gone])
  }
  tar.end()
}

/** Nothing of it goes on when one side of it has failed. */
export async function over(tar: ChildProcess, end: Promise<unknown>): Promise<void> {
  if (tar.exitCode === null && tar.pid) kill([tar.pid])
  await end.catch(() => undefined)
}

const drained = (tar: Writable) => new Promise<void>((resolve) => tar.once('drain', resolve))

/** The paths `tar` left out: a socket is of no use without who listens on it. */
export const skippedIn = (said: string): readonly string[] =>
  [...said.matchAll(/^tar: (.+): socket ignored$/gm)].map(([, path]) => `/${path}`)

/**
 * The outermost process that lives in the box's own mounts. One that the user started may have other mounts still, and is
 * further inside.
 */
function within(outermost: number): number {
  const ours = mountsOf('self')
  const found = familyOf(outermost).find((pid) => ![ours, undefined].includes(mountsOf(pid)))
  if (found) return found
  throw new Fault('provider_unavailable', 'the box has no process any more')
}

function mountsOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`)
  } catch {
    return undefined
  }
}

const saidCharactersMax = 65_536
