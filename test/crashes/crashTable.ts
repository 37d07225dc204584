import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tidy } from '../../shared/archives/tidy.ts'
import type { Plane } from '../../shared/plane.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { newAccountIn } from '../kit/emulated/account.ts'
import { EmulatedCloud } from '../kit/emulated/cloud.ts'
import { calm, cutAt } from '../kit/emulated/outside.ts'
import { judge } from '../kit/emulated/verdict.ts'
import { Chance } from '../simulation/chance.ts'
import { underSpell } from '../simulation/spell.ts'

/** One operation of several steps, and what it needs. */
export interface Operation<S> {
  /** Brings the world to where the operation begins, and says what it is about. */
  arrange(plane: Plane, cloud: EmulatedCloud): Promise<S>
  /** The operation itself, in a process that may be cut off. A client that hears nothing asks again. */
  act(plane: Plane, situation: S): Promise<unknown>
  /** What must be true of the world once it came to rest, beside the verdict that all share. */
  expects?(plane: Plane, situation: S): Promise<void>
  /** Within which it must have come to rest: longer than a lease and two rounds of `recover`. */
  readonly restMinutes?: number
  readonly credits?: number
}

/** Every name that has a table. */
export const tables = new Set<string>()

/**
 * Runs an operation with a crash before and after each step it takes outside its process, with and
 * without being asked again; then with each step repeated. Each time the schedules then bring the world
 * to rest, and it is judged: no orphan, no wrong charge, nothing stuck, sound books.
 */
export function crashTable<S>(name: string, operation: Operation<S>) {
  tables.add(name)
  test(`${name}: cut off at any step, or repeated, it comes to rest`, async () => {
    const steps = await run(operation, {})
    // Before a step is after the one before it, but for the first.
    const cuts = steps.map((name, n) => ({ step: n + 1, when: 'after' as const, name }))
    for (const { name, ...cut } of [{ step: 1, when: 'before' as const, name: 'any' }, ...cuts]) {
      for (const isAskedAgain of [false, true]) {
        const what = `cut ${cut.when} step ${cut.step} (${name})`
        await during(`${what}${isAskedAgain ? ', asked again' : ''}`, () =>
          run(operation, { cut, isAskedAgain }),
        )
      }
    }
    await during('asked twice', () => run(operation, { isAskedAgain: true }))
    await during('asked twice at once', () => run(operation, { isAskedAtOnce: true }))
    await during('every message twice', () => run(operation, { deliveries: [0, 0.5] }))
    await during('every message lost', () => run(operation, { deliveries: [] }))
  }, 120_000)
}

interface Trouble {
  readonly cut?: { readonly step: number; readonly when: 'before' | 'after' }
  readonly isAskedAgain?: boolean
  readonly isAskedAtOnce?: boolean
  /** Seconds after which each message is delivered. */
  readonly deliveries?: readonly number[]
}

/** One run in a world of its own; answers the steps that the operation took. */
async function run<S>(operation: Operation<S>, trouble: Trouble): Promise<readonly string[]> {
  const logged: string[] = []
  const cloud = new EmulatedCloud({
    fate: () => trouble.deliveries ?? [0],
    logged: (line) => logged.push(line),
  })
  const first = cloud.process({ dispatch: 'direct' })
  await newAccountIn(first, 'ada', (operation.credits ?? 1) * 1_000_000)
  const situation = await operation.arrange(first, cloud)

  const process = cutAt(trouble.cut?.step ?? 0, trouble.cut?.when ?? 'before')
  const asked = (outside = calm) => operation.act(cloud.process({ outside }), situation)
  const failures: unknown[] = []
  const acting = [asked(process.outside), ...(trouble.isAskedAtOnce ? [asked()] : [])]
  const answers = Promise.allSettled(acting)
  // One that waits for what does not come is left waiting: the schedules go on without it.
  const answered = Promise.race([answers, process.died, sleep(patienceMs)])
  await cloud.advance({ seconds: 2 })
  await answered
  const isClean = Object.keys(trouble).length === 0
  for (const one of acting) {
    one.catch((cause) => {
      if (isClean || !(cause instanceof Fault)) failures.push(cause)
    })
  }
  const taken = [...process.steps]
  if (trouble.isAskedAgain) {
    const again = asked()
    again.catch((cause) => cause instanceof Fault || failures.push(cause))
    await cloud.advance({ seconds: 2 })
    await Promise.race([Promise.allSettled([again]), sleep(patienceMs)])
  }

  const scheduler = cloud.runSchedules()
  // In which a commit that is repeated waits in emulated time too.
  await underSpell(cloud.time, new Chance(1), () =>
    cloud.advance({ minutes: operation.restMinutes ?? 22 }),
  )
  scheduler.stop()
  expect(failures).toEqual([])
  const after = cloud.process()
  // What nobody needs is taken away hours later.
  const { clock } = after
  await tidy({ ...after, clock: { now: () => plusSeconds(clock.now(), 7_200) } })
  const { findings, overrunMicrosMax, secondMicrosMax } = await judge(after, cloud)
  expect(findings, logged.join('\n')).toEqual([])
  expect(overrunMicrosMax).toBeLessThanOrEqual(secondMicrosMax)
  await operation.expects?.(after, situation)
  return taken
}

/** Real time: a repeated commit waits a little of it. */
const patienceMs = 500

async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${what}: ${why}`, { cause })
  }
}
