import { setTimeout as pause } from 'node:timers/promises'
import type { EmulatorName } from '../google/catalogue.ts'
import { findEmulator } from '../google/find.ts'
import { findJava } from '../google/java.ts'
import type { Circumstances } from './circumstances.ts'
import { onFreePort } from './ports.ts'
import type { Errand } from './protocol.ts'
import { run } from './run.ts'
import { keepsNothing, openState } from './state.ts'

/** Both emulators, running, with what was kept of Firestore inside. */
export interface Kept {
  readonly firestoreHost: string
  readonly pubsubHost: string
  save(): Promise<void>
  end(): Promise<void>
}

export async function keep(errand: Errand, around: Circumstances): Promise<Kept> {
  const state = errand.stateDirectory
    ? await openState(errand.stateDirectory, errand, around)
    : keepsNothing
  const java = findJava(around.env)
  const start = async (name: EmulatorName, port: number | undefined) => {
    const [javaPath, found] = await Promise.all([java, findEmulator(name, around)])
    return onFreePort(port, (free) => run(name, found, javaPath, free))
  }
  const [firestore, pubsub] = await Promise.all([
    start('firestore', errand.firestorePort),
    start('pubsub', errand.pubsubPort),
  ])
  await state.restore(firestore.host)

  let isEnding = false
  for (const running of [firestore, pubsub]) {
    running.ended.then((why) => isEnding || around.lost(why))
  }
  let saving = Promise.resolve()
  return {
    firestoreHost: firestore.host,
    pubsubHost: pubsub.host,
    // One export at a time, and a failed one does not spoil the next.
    save() {
      saving = saving.catch(() => undefined).then(() => state.save(firestore.host))
      return saving
    },
    async end() {
      isEnding = true
      await Promise.race([Promise.all([firestore.end(), pubsub.end()]), pause(endMsMax)])
    },
  }
}

const endMsMax = 5_000
