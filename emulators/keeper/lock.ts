import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { claim, isAlive, type Owner, ownerOf, removeDead, replace, self } from './owner.ts'

/**
 * Makes this process the only one on a state directory. A living owner is named and refused; one
 * whose starter has gone is about to save and leave, so it is waited for; a dead one is replaced.
 */
export async function takeLock(directory: string, around: Waiting): Promise<void> {
  const path = join(directory, 'lock')
  const me = await self()
  const deadline = Date.now() + waitMsMax
  let hasTold = false
  while (!(await claim(path, me))) {
    around.abandoned.throwIfAborted()
    const owner = await ownerOf(path)
    if (!owner) continue
    if (!(await isAlive(owner.keeper))) {
      await removeDead(path, owner)
      continue
    }
    const isLeaving = owner.isLeaving || !(await isAlive(owner.starter))
    if (!isLeaving) throw new Error(inUse(directory, owner))
    if (Date.now() > deadline) throw new Error(slow(directory, owner))
    if (!hasTold) around.note(`waiting for process ${owner.keeper.pid} to save ${directory}`)
    hasTold = true
    await pause(pollMs)
  }
  around.abandoned.addEventListener('abort', () => replace(path, { ...me, isLeaving: true }))
  process.once('exit', () => rmSync(path, { force: true }))
}

export interface Waiting {
  readonly abandoned: AbortSignal
  readonly note: (text: string) => void
}

const waitMsMax = 15_000
const pollMs = 50

const inUse = (directory: string, { keeper, starter, since }: Owner) =>
  `${directory} is in use by process ${starter.pid}, which began ${since} (its emulators: process` +
  ` ${keeper.pid}). Stop it, or choose another state directory.`

const slow = (directory: string, { keeper }: Owner) =>
  `process ${keeper.pid} still saves ${directory} after ${waitMsMax / 1000} s: wait, or end it`
