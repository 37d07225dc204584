import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalCloud } from '../emulators/local/cloud.ts'
import { logTo } from '../shared/platform/log.ts'
import { say } from './demo/say.ts'
import { story } from './demo/story.ts'

/** `npm run demo`: boots a whole cloud of its own, plays one story in it, and leaves nothing behind. */
const stateDirectory = mkdtempSync(join(tmpdir(), 'onmemos-demo-'))
process.once('exit', () => rmSync(stateDirectory, { recursive: true, force: true }))

say('A cloud of its own starts: Firestore, Pub/Sub, every function, on free ports.')
const cloud = await startLocalCloud({
  stateDirectory,
  dispatch: 'direct',
  log: logTo((line) => {
    if (!line.startsWith('{"severity":"INFO"')) process.stderr.write(`${line}\n`)
  }),
  lost: (why) => {
    process.stderr.write(`${why}\n`)
    process.exit(1)
  },
})
let leaving: Promise<void> | undefined
const leave = () => {
  leaving ??= cloud.stop()
  return leaving
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => leave().then(() => process.exit(130)))
}
try {
  await story(cloud)
} finally {
  await leave()
}
say('Everything is stopped, and nothing is left behind.')
process.exit(0)
