import type { TestProject } from 'vitest/node'
import { startGoogleEmulators } from '../../emulators/keeper/start.ts'
import { logTo } from '../../shared/platform/log.ts'

/** One Firestore and one Pub/Sub for the whole run: each project id is an empty world of its own. */
export default async function setup(project: TestProject) {
  const emulators = await startGoogleEmulators({
    projectId: 'demo-onmemos',
    log: logTo((line) => process.stderr.write(`${line}\n`)),
    lost: (why) => process.stderr.write(`the suite's emulators are lost: ${why}\n`),
  })
  // The workers are forked after this, and inherit it.
  process.env.FIRESTORE_EMULATOR_HOST = emulators.firestoreHost
  process.env.PUBSUB_EMULATOR_HOST = emulators.pubsubHost
  process.env.METADATA_SERVER_DETECTION = 'none'
  project.provide('firestoreHost', emulators.firestoreHost)
  project.provide('pubsubHost', emulators.pubsubHost)
  return emulators.stop
}

declare module 'vitest' {
  interface ProvidedContext {
    firestoreHost: string
    pubsubHost: string
  }
}
