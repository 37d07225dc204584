import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import type { SteeredTime } from '../../emulators/scheduler/time.ts'
import { epochMs, plusSeconds } from '../../shared/platform/clock.ts'
import type { Chance } from './chance.ts'

/**
 * While `work` runs, all time and chance of this process are the simulation's: what Node itself gives out
 * of either (sleeps, the steady clock, random bytes) follows the seed, so that a run can be had again.
 */
export async function underSpell<T>(time: SteeredTime, chance: Chance, work: () => Promise<T>) {
  const real = {
    random: Math.random,
    now: performance.now,
    sleep: timers.setTimeout,
    randomBytes: crypto.randomBytes,
    randomUUID: crypto.randomUUID,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  }
  const began = epochMs(time.now())
  const alarm = (ms = 0, run: () => void) => time.at(plusSeconds(time.now(), ms / 1_000), run)
  const bytes = (count: number) =>
    Buffer.from(Array.from({ length: count }, () => chance.whole(0, 255)))
  try {
    Math.random = chance.next
    performance.now = () => epochMs(time.now()) - began
    Object.assign(timers, {
      setTimeout: (ms?: number, value?: unknown) =>
        new Promise((resolve) => alarm(ms, () => resolve(value))),
    })
    Object.assign(crypto, { randomBytes: bytes, randomUUID: () => bytes(16).toString('hex') })
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms?: number) => alarm(ms, run),
      // One that was set before is a real one.
      clearTimeout: (timer?: NodeJS.Timeout | (() => void)) =>
        timer instanceof Function ? timer() : real.clearTimeout(timer),
    })
    syncBuiltinESMExports()
    return await work()
  } finally {
    Math.random = real.random
    performance.now = real.now
    Object.assign(timers, { setTimeout: real.sleep })
    Object.assign(crypto, { randomBytes: real.randomBytes, randomUUID: real.randomUUID })
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
    syncBuiltinESMExports()
  }
}
