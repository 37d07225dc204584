import { lstatSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConnectError } from '../../shared/agents/connect.ts'
import {
  type EntryResponse,
  ListDirRequest,
  MakeDirRequest,
  MoveRequest,
  RemoveRequest,
  StatFileRequest,
} from '../../shared/agents/files.ts'
import { unary } from '../call.ts'
import { entryAt } from '../files/entry.ts'
import { listAt } from '../files/list.ts'
import { asOwner } from '../files/owner.ts'
import { pathIn } from '../files/path.ts'
import { runTool } from '../files/tool.ts'
import type { Session } from '../session.ts'

export const statFile = unary(StatFileRequest, ({ config }, { path }) =>
  entry(config, pathIn(config, path)),
)

export const listDir = unary(ListDirRequest, ({ config }, { path, depth }) => {
  const at = pathIn(config, path)
  return asOwner(config.owner, () => {
    if (!statSync(at).isDirectory()) {
      throw new ConnectError('invalid_argument', `${at} is not a directory`)
    }
    return { entries: listAt(at, depth || 1) }
  })
})

/** With its parents, as far as they are missing. */
export const makeDir = unary(MakeDirRequest, ({ config }, { path }) => {
  const at = pathIn(config, path)
  return asOwner(config.owner, () => {
    if (mkdirSync(at, { recursive: true }) === undefined) {
      throw new ConnectError('already_exists', `${at} is there already`)
    }
    return { entry: entryAt(at) }
  })
})

/** Makes the parents of the new place. From one file system to another it is copied and then removed. */
export const move = unary(MoveRequest, async ({ config }, { source, destination }) => {
  const [from, to] = [pathIn(config, source), pathIn(config, destination)]
  const isMoved = asOwner(config.owner, () => {
    lstatSync(from)
    mkdirSync(dirname(to), { recursive: true })
    return hasRenamed(from, to)
  })
  if (!isMoved) await runTool(config, 'mv', ['-T', '--', from, to])
  return entry(config, to)
})

/** Whatever is there with all that is in it; nothing there is nothing to do. */
export const remove = unary(RemoveRequest, async ({ config }, { path }) => {
  await runTool(config, 'rm', ['-rf', '--', pathIn(config, path)])
  return {}
})

const entry = (config: Session['config'], path: string): EntryResponse =>
  asOwner(config.owner, () => ({ entry: entryAt(path) }))

function hasRenamed(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EXDEV') return false
    throw error
  }
}
