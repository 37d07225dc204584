import { PassThrough } from 'node:stream'
import { Fault, invariant } from '../../platform/faults.ts'
import type { BoxFiles } from '../provider.ts'
import { freeze, melt } from './freeze.ts'
import { exclusively } from './lock.ts'
import type { Here } from './options.ts'
import { type Places, placesOf } from './places.ts'
import { isAlive, isStill } from './processes.ts'
import { type BoxRecord, readRecord, writeRecord } from './record.ts'
import { ended, fed, over, packing, skippedIn, tarIn, unpacking } from './tar.ts'

/** One at a time for each box; stopping it does not wait for them, and cuts them short. */
export const filesOf = (here: Here): BoxFiles => ({
  capture: (sessionId, by, take) =>
    alone(placesOf(here, sessionId), async (places) => {
      const box = await living(places)
      // Before it is frozen: whoever is cut off in between is found by this.
      await noted(places, box.record, ({ heldBy }) => ({ heldBy: [...new Set([...heldBy, by])] }))
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
  thaw: (sessionId, by) =>
    alone(placesOf(here, sessionId), async (places) => {
      const record = await readRecord(places)
      if (!record?.process || !isAlive(record.process)) return
      const others = record.heldBy.filter((one) => one !== by)
      if (others.length === 0 && isStill(record.process.pid)) melt(record.process.pid)
      if (others.length < record.heldBy.length) {
        await noted(places, record, () => ({ heldBy: others }))
      }
    }),
  restore: (sessionId, turn, archive) =>
    alone(placesOf(here, sessionId), async (places) => {
      const box = await living(places)
      if (box.record.turn !== turn) throw new Fault('provider_unavailable', 'the box is another')
      if (box.record.isRestored) return
      const stream = await archive()
      const tar = tarIn(box, unpacking, asUser(box.record.uid))
      const end = ended(tar)
      invariant(tar.stdin, 'a pipe was asked for')
      try {
        await Promise.all([fed(tar.stdin, stream), end])
        await noted(places, box.record, () => ({ isRestored: true }))
      } finally {
        await over(tar, end)
        stream.destroy()
      }
    }),
})

const alone = <T>(places: Places, work: (places: Places) => Promise<T>) =>
  exclusively(`${places.box}#files`, () => work(places))

/** On the record of this very box: by now there may be another of its name. */
const noted = (places: Places, box: BoxRecord, change: (now: BoxRecord) => Partial<BoxRecord>) =>
  exclusively(places.box, async () => {
    const now = await readRecord(places)
    if (!now || now.process?.startTicks !== box.process?.startTicks || now.turn !== box.turn) {
      throw new Fault('provider_unavailable', 'the box is there no more')
    }
    await writeRecord(places, { ...now, ...change(now) })
  })

async function living(places: Places) {
  const record = await readRecord(places)
  const process = record?.process
  if (record?.started && process && isAlive(process)) {
    return { record, outermost: process.pid, cgroups: record.cgroups }
  }
  throw new Fault('provider_unavailable', 'the session has no box that runs')
}

const asUser = (uid: number | null): readonly string[] =>
  uid === null
    ? []
    : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all']
