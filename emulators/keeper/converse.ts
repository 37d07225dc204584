import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Log } from '../../shared/platform/log.ts'
import { Event } from './protocol.ts'

export interface Conversation {
  /** The next answer that nobody waits for yet; rejects when it is a bad one, or will never come. */
  answer(): Promise<Event>
  /** Resolves when the keeper has ended, with why. */
  readonly ended: Promise<string>
}

/** The keeper answers in the order it is asked, its first answer being to its start. */
export function converse(
  keeper: ChildProcess & { readonly stdout: Readable; readonly stdin: NodeJS.WritableStream },
  log: Log,
): Conversation {
  const waiting: Waiting[] = []
  let lastWord: string | undefined
  createInterface({ input: keeper.stdout }).on('line', (line) => {
    const event = Event.parse(JSON.parse(line))
    if (event.event === 'note') log.info(event.text)
    else if (event.event === 'failed') lastWord = event.why
    else if (event.event === 'unsaved') waiting.shift()?.reject(new Error(event.why))
    else waiting.shift()?.resolve(event)
  })
  // What was asked of a keeper that is gone is answered by its end.
  keeper.stdin.on('error', () => undefined)
  let why: string | undefined
  const ended = new Promise<string>((resolve) => {
    keeper.once('close', (code, signal) => {
      why = lastWord ?? `the emulators' keeper ended (${signal ?? `status ${code}`})`
      for (const { reject } of waiting.splice(0)) reject(new Error(why))
      resolve(why)
    })
  })
  return {
    ended,
    answer: () =>
      new Promise((resolve, reject) => {
        if (why === undefined) waiting.push({ resolve, reject })
        else reject(new Error(why))
      }),
  }
}

interface Waiting {
  readonly resolve: (event: Event) => void
  readonly reject: (failure: Error) => void
}
