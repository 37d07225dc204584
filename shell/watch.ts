import type { Plane } from '../shared/plane.ts'
import { limits } from '../shared/platform/limits.ts'
import { type Session, sessions } from '../shared/sessions/session.ts'
import { isOver } from '../shared/sessions/states.ts'
import { type Cost, costOf } from './json/status.ts'

export interface Warning {
  readonly kind: string
  readonly seconds_left: number | null
  readonly detail: string
}

interface Watcher {
  warn(warning: Warning): void
  /** Once when it begins to end, and once when it has ended. */
  ending(session: Session): void
}

/** Looks on while a session runs: says what is about to run out, and when it ends. */
export function watch(plane: Plane, session: Session, gone: AbortSignal, to: Watcher): void {
  const heard = new Set(session.events.map(({ at, type }) => `${type} ${at}`))
  let status = session.status
  const unsubscribe = plane.db
    .collection(sessions.name)
    .doc(session.id)
    .onSnapshot(
      (snapshot) => {
        if (!snapshot.exists) return
        const now = sessions.schema.parse(snapshot.data())
        for (const { type, at, data } of now.events) {
          const key = `${type} ${at}`
          if (type === 'warning' && !heard.has(key)) to.warn(warningOf(data))
          heard.add(key)
        }
        if (now.status === status) return
        status = now.status
        if (status === 'stopping' || isOver(status)) to.ending(now)
      },
      (cause) => plane.log.error('a session is watched no longer', { cause }),
    )
  const timer = setInterval(() => void check(), limits.warningCheckSeconds * 1_000)
  const told = new Set<string>()
  gone.addEventListener('abort', () => {
    unsubscribe()
    clearInterval(timer)
  })
  void check()

  async function check() {
    try {
      for (const warning of warningsIn(await costOf(plane, session.account_id, session.id), told)) {
        if (!gone.aborted) to.warn(warning)
      }
    } catch (cause) {
      if (!gone.aborted) plane.log.warn('what a session costs is not known', { cause })
    }
  }
}

/** Each threshold that is passed is said once, the nearest of those that were passed at a time. */
export function* warningsIn({ seconds_left: left }: Cost, told: Set<string>): Generator<Warning> {
  for (const [kind, what] of Object.entries(limitsWarnedOf)) {
    const seconds = left[kind as keyof typeof limitsWarnedOf]
    const passed = thresholdsSeconds.filter((threshold) => seconds !== null && seconds <= threshold)
    const fresh = passed.filter((threshold) => !told.has(`${kind} ${threshold}`))
    for (const threshold of fresh) told.add(`${kind} ${threshold}`)
    if (fresh.length > 0 && seconds !== null) {
      yield { kind, seconds_left: seconds, detail: `${what} in ${Math.round(seconds)} seconds` }
    }
  }
}

const thresholdsSeconds = [300, 60]
const limitsWarnedOf = {
  credits: 'your credits will be used up',
  ttl: 'the time of this session will be over',
  max_cost: 'this session will have cost what it may',
} as const

function warningOf(data: Readonly<Record<string, unknown>>): Warning {
  const { kind, seconds_left: seconds, detail } = data
  return {
    kind: typeof kind === 'string' ? kind : 'session',
    seconds_left: typeof seconds === 'number' ? seconds : null,
    detail: typeof detail === 'string' ? detail : JSON.stringify(data),
  }
}
