import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Log } from '../../shared/platform/log.ts'
import { converse } from './converse.ts'
import { type Errand, saveLine } from './protocol.ts'

export interface GoogleEmulators {
  readonly firestoreHost: string
  readonly pubsubHost: string
  /** Resolves when all that Firestore holds now is on disk. Calls made meanwhile share the next export. */
  save(): Promise<void>
  /** Saves, ends both emulators, and resolves when nothing of them is left. */
  stop(): Promise<void>
}

export interface GoogleEmulatorsOptions extends Errand {
  readonly log: Log
  /** Told once if the emulators end without `stop`. */
  readonly lost?: (why: string) => void
  /** Where the keeper looks for Java and the emulators: our environment unless a test says otherwise. */
  readonly env?: NodeJS.ProcessEnv
}

/** Starts Google's Firestore and Pub/Sub emulators with a keeper, which saves even if we crash. */
export async function startGoogleEmulators(
  options: GoogleEmulatorsOptions,
): Promise<GoogleEmulators> {
  const { log, lost, env = process.env, ...errand } = options
  const keeper = spawn(
    process.execPath,
    ['--import', tsx, keeperPath, JSON.stringify(errand)],
    // Its own process group, so that Ctrl-C reaches us alone and we end it in order.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true, env },
  )
  const talk = converse(keeper, log)
  const ready = await talk.answer()
  if (ready.event !== 'ready') throw new Error(`the keeper answered ${ready.event} to its start`)

  let isStopping = false
  talk.ended.then((why) => isStopping || lost?.(why))
  let saving: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | undefined
  const saveNow = async () => {
    waiting = undefined
    const answer = talk.answer()
    keeper.stdin.write(`${saveLine}\n`)
    await answer
  }
  return {
    firestoreHost: ready.firestoreHost,
    pubsubHost: ready.pubsubHost,
    save() {
      waiting ??= saving.then(saveNow)
      saving = waiting.catch(() => undefined)
      return waiting
    },
    async stop() {
      if (isStopping) return void (await talk.ended)
      isStopping = true
      await saving
      const answer = talk.answer()
      keeper.stdin.end()
      await Promise.all([answer, talk.ended])
    },
  }
}

const keeperPath = fileURLToPath(new URL('./main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
