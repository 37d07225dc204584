import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, ask } from './ask.ts'

/** Asks again and again until somebody answers. Often enough to be exact, seldom enough to leave a core alone. */
export async function firstAnswer(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  for (const until = Date.now() + waitMsMax; ; await sleep(lookMs)) {
    try {
      return await ask('GET', url, headers)
    } catch (cause) {
      if (Date.now() > until) throw cause
    }
  }
}

const lookMs = 4
const waitMsMax = 30_000
