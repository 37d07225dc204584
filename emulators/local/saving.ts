import type { Log } from '../../shared/platform/log.ts'
import type { GoogleEmulators } from '../keeper/start.ts'

const quietMs = 2_000

/** Saves what Firestore holds a moment after it was touched, so that even a crash of everything loses little. */
export function savedSoon(google: Pick<GoogleEmulators, 'save'>, log: Log) {
  let timer: NodeJS.Timeout | undefined
  let saving: Promise<void> = Promise.resolve()
  return {
    touch() {
      timer ??= setTimeout(() => {
        timer = undefined
        saving = google
          .save()
          .catch((cause: unknown) => log.error('the state was not saved', { cause }))
      }, quietMs)
    },
    async stop() {
      clearTimeout(timer)
      await saving
    },
  }
}
