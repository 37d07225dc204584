import type { Firestore } from '@google-cloud/firestore'
import { type Session, sessions } from './session.ts'

/** The session as soon as `until` holds of it, or as it stands when the time is up: one read a change. */
export function waitUntil(
  db: Firestore,
  id: string,
  until: (session: Session) => boolean,
  waitMs: number,
): Promise<Session | undefined> {
  return new Promise((resolve, reject) => {
    let latest: Session | undefined
    const finish = (session: Session | undefined) => {
      clearTimeout(timer)
      unsubscribe()
      resolve(session)
    }
    const timer = setTimeout(() => finish(latest), waitMs)
    const unsubscribe = db
      .collection(sessions.name)
      .doc(id)
      .onSnapshot((snapshot) => {
        latest = snapshot.exists ? sessions.schema.parse(snapshot.data()) : undefined
        if (!latest || until(latest)) finish(latest)
      }, reject)
  })
}
