import type { Plane } from '../shared/plane.ts'
import { type Happening, type Session, sessions } from '../shared/sessions/session.ts'
import { isOver } from '../shared/sessions/states.ts'

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

/** Looks on while a session runs: hands on what its owner is warned of, and says when it ends. One read a change. */
export function watch(plane: Plane, session: Session, gone: AbortSignal, to: Watcher): void {
  const heard = new Set(session.events.map(keyOf))
  let { status } = session
  const unsubscribe = plane.db
    .collection(sessions.name)
    .doc(session.id)
    .onSnapshot(
      (snapshot) => {
        if (!snapshot.exists) return
        const now = sessions.schema.parse(snapshot.data())
        const news = now.events.filter((event) => !heard.has(keyOf(event)))
        for (const event of news) {
          heard.add(keyOf(event))
          if (event.type === 'warning') to.warn(warningIn(event))
        }
        if (now.status === status) return
        status = now.status
        if (status === 'stopping' || isOver(status)) to.ending(now)
      },
      (cause) => plane.log.error('a session is watched no longer', { cause }),
    )
  gone.addEventListener('abort', unsubscribe)
}

const keyOf = ({ type, at, data }: Happening) => `${type} ${at} ${data.reason}`

function warningIn({ data: { reason, seconds_left: left } }: Happening): Warning {
  const seconds = typeof left === 'number' ? Math.round(left) : null
  const soon = seconds === null ? 'soon' : `in ${seconds} seconds`
  const why = whys[`${reason}`] ?? `${reason}`
  return {
    kind: `${reason}`,
    seconds_left: seconds,
    detail: `the session will end ${soon}: ${why}`,
  }
}

const whys: Readonly<Record<string, string>> = {
  credits: 'your credits will be used up',
  ttl: 'its time will be over',
  duration: 'it will have run as long as it may',
  cost_limit: 'it will have cost what it may',
  idle: 'nothing happens in it',
}
