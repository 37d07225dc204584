import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for all that a run puts aside, named by its process. Of runs that were killed theirs go first. */
export default function setup() {
  const root = tmpdir()
  for (const name of readdirSync(root)) {
    const [, pid] = /^onmrun(\d+)$/.exec(name) ?? []
    if (pid && !isAlive(Number(pid))) remove(join(root, name))
  }
  // Short: sockets lie deep in it, and their paths have 108 bytes.
  const folder = join(root, `onmrun${process.pid}`)
  mkdirSync(folder, { recursive: true })
  // Workers and what they start inherit it.
  process.env.TMPDIR = folder
  return () => remove(folder)
}

/** What cannot go yet, because something is still mounted there, say, goes with the next run. */
function remove(folder: string) {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (cause) {
    process.stderr.write(`${folder} stays for now: ${cause}\n`)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Somebody else's lives too.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
