import { type ChildProcess, spawn } from 'node:child_process'
import { home, workspace } from '../local/filesystem.ts'
import { environment } from '../local/wrapper.ts'

/**
 * This machine's own `tar` over a box's volumes, under the names that they have in it: the same files give the same bytes as on
 * any other backend. It follows no link of the user's.
 */
export function tarOver(
  volumes: { readonly workspace: string; readonly home: string },
  args: readonly string[],
): ChildProcess {
  const isPacking = args.includes('--create')
  const pairs = [
    [volumes.workspace, workspace],
    [volumes.home, home],
  ].map((pair) => pair.map((path) => path.slice(1)))
  const renames = pairs.map(([there = '', inBox = '']) =>
    isPacking ? rename(there, inBox) : rename(inBox, there),
  )
  const options = args.filter((argument) => argument.startsWith('--'))
  const names = isPacking ? pairs.map(([there = '']) => there) : []
  return spawn('tar', [...renames.map((script) => `--transform=${script}`), ...options, ...names], {
    cwd: '/',
    env: { ...environment, LC_ALL: 'C' },
    stdio: 'pipe',
    detached: true,
  })
}

/** At the beginning of a name, of hard links' too; where symbolic links lead is left as it is. */
const rename = (from: string, to: string) =>
  `s,^${from.replaceAll(/[.[\]*^$\\,]/g, '\\$&')}\\(/\\|$\\),${to.replaceAll(/[&\\,]/g, '\\$&')}\\1,S`
