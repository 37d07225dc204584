import { Cron } from 'croner'
import { type Call, executions } from '../../../emulators/scheduler/executions.ts'
import type { Time } from '../../../emulators/scheduler/time.ts'
import { schedules } from '../../../shared/contract/schedules.ts'
import { epochMs, instant } from '../../../shared/platform/clock.ts'

/**
 * The scheduler as the emulator has it, for thousands of worlds that all begin at one moment: what is due
 * in which minute is worked out once for them all.
 */
export function runSchedules(time: Time, call: Call): { stop(): void } {
  const jobs = new Map(
    Object.entries(schedules).map(([name, line]) => [
      name,
      executions(name, () => line, call, time),
    ]),
  )
  let forget = () => {}
  const plan = () => {
    const minute = instant((Math.floor(epochMs(time.now()) / 60_000) + 1) * 60_000)
    forget = time.at(minute, () => {
      plan()
      return Promise.all(dueAt(minute).map((name) => jobs.get(name)?.execute(minute)))
    })
  }
  plan()
  return { stop: () => forget() }
}

function dueAt(minute: string): readonly string[] {
  const known = dueByMinute.get(minute)
  if (known) return known
  const due = crons.filter(([, cron]) => cron.match(new Date(minute))).map(([name]) => name)
  dueByMinute.set(minute, due)
  return due
}

const crons = Object.entries(schedules).map(
  ([name, { cron }]) => [name, new Cron(cron, { timezone: 'Etc/UTC', mode: '5-part' })] as const,
)
const dueByMinute = new Map<string, readonly string[]>()
