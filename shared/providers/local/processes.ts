import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

/** A pid alone comes back as someone else's; with its start and the machine's it does not. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  startTicks: z.string(),
  bootId: z.string(),
})
export type ProcessIdentity = z.output<typeof ProcessIdentity>

export function identify(pid: number): ProcessIdentity | undefined {
  const stat = statOf(pid)
  return stat && { pid, startTicks: stat.startTicks, bootId: bootId() }
}

/** A zombie is gone: it only waits to be counted. */
export function isAlive({ pid, startTicks, bootId: boot }: ProcessIdentity): boolean {
  const stat = statOf(pid)
  return stat?.startTicks === startTicks && stat.state !== 'Z' && bootId() === boot
}

/** The process and all it begot that is still related to it. */
export function familyOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = statOf(Number(name))?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const family = [pid]
  for (const member of family) family.push(...(children.get(member) ?? []))
  return family
}

/**
 * From the outermost process of a box down to its agent: the first that the box's own first process begot, and the oldest
 * that it has.
 */
export function agentLineOf(outermost: number): readonly number[] {
  const family = familyOf(outermost)
  const line = [outermost]
  for (const pid of line) {
    const [eldest] = family
      .filter((one) => statOf(one)?.parent === pid)
      .sort((one, other) => ticksOf(one) - ticksOf(other))
    if (eldest === undefined) break
    line.push(eldest)
    if (isFirstOfItsBox(pid)) break
  }
  return line
}

const ticksOf = (pid: number) => Number(statOf(pid)?.startTicks ?? Number.POSITIVE_INFINITY)

/** Its innermost process id is 1. */
function isFirstOfItsBox(pid: number): boolean {
  try {
    return /^NSpid:.*\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export const kill = (pids: readonly number[]): void => signal(pids, 'SIGKILL')

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // Gone already.
    }
  }
}

/** Stopped by a signal or a tracer, or gone: it does nothing until it is told to go on. */
export function isStill(pid: number): boolean {
  const state = statOf(pid)?.state
  return state === undefined || ['T', 't', 'Z', 'X'].includes(state)
}

/** Begetting a process in the kernel, and going on only when that one does, which has been stopped. */
export const isHeldByChild = (pid: number, family: readonly number[]): boolean =>
  statOf(pid)?.state === 'D' &&
  family.some((child) => statOf(child)?.parent === pid && isStill(child))

/** Whether it happened in time. */
export async function happens(what: () => boolean, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (!what()) {
    if (performance.now() >= until) return false
    await sleep(lookMs)
  }
  return true
}

const lookMs = 5

// The kernel answers these reads from memory, so they do not wait.
function statOf(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, parentheses too.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent), startTicks: rest[startTicksAfterParent] ?? '' }
  } catch {
    return undefined
  }
}

const startTicksAfterParent = 17

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
