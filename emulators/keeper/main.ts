import { createInterface } from 'node:readline'
import { text } from './failure.ts'
import { type Kept, keep } from './keep.ts'
import { Errand, type Event, saveLine } from './protocol.ts'

/**
 * The process that owns both Java emulators and outlives whoever started it by as long as saving
 * takes. There is no orderly way out for the parent to forget: the end of our input is the only one.
 */
const say = (event: Event) => process.stdout.write(`${JSON.stringify(event)}\n`)

// Once the parent is gone nobody listens, and that must not stop the last save.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

const abandoned = new AbortController()
const lines = createInterface({ input: process.stdin })
lines.once('close', () => abandoned.abort())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => abandoned.abort())
}

const kept = await keep(Errand.parse(JSON.parse(process.argv[2] ?? '')), {
  env: process.env,
  abandoned: abandoned.signal,
  note: (note) => say({ event: 'note', text: note }),
  lost: (why) => leave(why),
}).catch((failure) => leave(text(failure)))

say({ event: 'ready', firestoreHost: kept.firestoreHost, pubsubHost: kept.pubsubHost })
lines.on('line', (line) => {
  if (line === saveLine) void save(kept)
})
if (!abandoned.signal.aborted) {
  await new Promise((resolve) => abandoned.signal.addEventListener('abort', resolve))
}
await save(kept)
await kept.end()
process.exit(process.exitCode)

function save(kept: Kept): Promise<void> {
  return kept.save().then(
    () => void say({ event: 'saved' }),
    (failure) => {
      process.exitCode = 1
      say({ event: 'unsaved', why: text(failure) })
    },
  )
}

function leave(why: string): never {
  say({ event: 'failed', why })
  process.exit(1)
}
