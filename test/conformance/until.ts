import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until it is so; a thing that never is so is a failure that says what. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 60) {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(100)) {
    if (await isSo()) return
  }
  throw new Error(`not within ${seconds} s: ${what}`)
}
