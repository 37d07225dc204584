import { PassThrough } from 'node:stream'
import { Fault, invariant } from '../../platform/faults.ts'
import type { BoxFiles } from '../provider.ts'
import { freeze, melt } from './freeze.ts'
import { exclusively } from './lock.ts'
import type { Here } from './options.ts'
import { type Places, placesOf } from './places.ts'
import { isAlive, isStill, kill } from './processes.ts'
import { readRecord, writeRecord } from './record.ts'
import { ended, fed, packing, skippedIn, tarIn, unpacking } from './tar.ts'

/** One at a time for each box; stopping it does not wait for them, and cuts them short. */
export const filesOf = (here: Here): BoxFiles => ({
  capture: (sessionId, take) =>
    alone(placesOf(here, sessionId), async (places) => {
      const box = await living(places)
      await freeze(box.outermost)
      const tar = tarIn(box, packing)
      const end = ended(tar)
      invariant(tar.stdout, 'a pipe was asked for')
      // At once: what a process wrote that has exited, and nobody listens to, is thrown away.
      const bytes = tar.stdout.pipe(new PassThrough())
      const taking = take(bytes)
      try {
        const [taken, said] = await Promise.all([taking, end])
        return { taken, skipped: skippedIn(said) }
      } finally {
        await over(tar, end)
        bytes.end()
        await taking.catch(() => undefined)
      }
    }),
  thaw: (sessionId) =>
    alone(placesOf(here, sessionId), async (places) => {
      const process = (await readRecord(places))?.process
      if (process && isAlive(process) && isStill(process.pid)) melt(process.pid)
    }),
  restore: (sessionId, name, archive) =>
    alone(placesOf(here, sessionId), async (places) => {
      const box = await living(places)
      if (box.record.restored.includes(name)) return
      const stream = await archive()
      const tar = tarIn(box, unpacking, asUser(box.record.uid))
      const end = ended(tar)
      invariant(tar.stdin, 'a pipe was asked for')
      try {
        await Promise.all([fed(tar.stdin, stream), end])
        await writeRecord(places, { ...box.record, restored: [...box.record.restored, name] })
      } finally {
        await over(tar, end)
        stream.destroy()
      }
    }),
})

const alone = <T>(places: Places, work: (places: Places) => Promise<T>) =>
  exclusively(`${places.box}#files`, () => work(places))

async function living(places: Places) {
  const record = await readRecord(places)
  const process = record?.process
  if (record?.started && process && isAlive(process)) {
    return { record, outermost: process.pid, cgroups: record.cgroups }
  }
  throw new Fault('provider_unavailable', 'the session has no box that runs')
}

/** Nothing of it goes on when one side of it has failed. */
async function over(tar: ReturnType<typeof tarIn>, end: Promise<unknown>): Promise<void> {
  if (tar.exitCode === null && tar.pid) kill([tar.pid])
  await end.catch(() => undefined)
}

const asUser = (uid: number | null): readonly string[] =>
  uid === null
    ? []
    : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all']
