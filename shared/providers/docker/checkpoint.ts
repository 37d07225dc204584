import { PassThrough } from 'node:stream'
import { Fault, invariant } from '../../platform/faults.ts'
import { exclusively } from '../local/lock.ts'
import { type Places, placesOf } from '../local/places.ts'
import { ended, fed, over, packing, skippedIn, unpacking } from '../local/tar.ts'
import type { BoxFiles } from '../provider.ts'
import { containerOf, lookAt } from './container.ts'
import { unlessSo } from './daemon.ts'
import type { Here } from './options.ts'
import { type BoxRecord, readRecord, writeRecord } from './record.ts'
import { tarOver } from './tar.ts'
import { mountPoints } from './volumes.ts'

/** One at a time for each box; stopping it does not wait for them, and cuts them short. */
export const filesOf = (here: Here): BoxFiles => ({
  capture: (sessionId, by, take) =>
    alone(here, sessionId, async (places) => {
      const { record, volumes } = await living(here, places)
      // Before it is frozen: whoever is cut off in between is found by this.
      await noted(places, record, ({ heldBy }) => ({ heldBy: [...new Set([...heldBy, by])] }))
      await unlessSo(containerOf(here, places).pause())
      const tar = tarOver(volumes, packing)
      const end = ended(tar)
      invariant(tar.stdout, 'a pipe was asked for')
      // At once: what a process wrote that has exited, and nobody listens to, is thrown away.
      const bytes = tar.stdout.pipe(new PassThrough())
      const taking = take(bytes)
      try {
        const [taken, said] = await Promise.all([taking, end])
        // A box that was stopped meanwhile has no files; what was read of it is none either.
        await living(here, places)
        return { taken, skipped: skippedIn(said) }
      } finally {
        await over(tar, end)
        bytes.end()
        await taking.catch(() => undefined)
      }
    }),
  thaw: (sessionId, by) =>
    alone(here, sessionId, async (places) => {
      const record = await readRecord(places)
      const state = (await lookAt(here, places))?.State
      if (!record || !state?.Running) return
      const others = record.heldBy.filter((one) => one !== by)
      if (others.length === 0 && state.Paused) {
        await unlessSo(containerOf(here, places).unpause())
      }
      if (others.length < record.heldBy.length) {
        await noted(places, record, () => ({ heldBy: others }))
      }
    }),
  restore: (sessionId, turn, archive) =>
    alone(here, sessionId, async (places) => {
      const { record, volumes } = await living(here, places)
      if (record.turn !== turn) throw new Fault('provider_unavailable', 'the box is another')
      if (record.isRestored) return
      const stream = await archive()
      const tar = tarOver(volumes, unpackingAsRoot)
      const end = ended(tar)
      invariant(tar.stdin, 'a pipe was asked for')
      try {
        await Promise.all([fed(tar.stdin, stream), end])
        await noted(places, record, () => ({ isRestored: true }))
      } finally {
        await over(tar, end)
        stream.destroy()
      }
    }),
})

/** Archives say whose files are by the number that the user has in every container. */
const unpackingAsRoot = [
  ...unpacking.filter((option) => option !== '--no-same-owner'),
  '--same-owner',
  '--numeric-owner',
]

const alone = <T>(here: Here, sessionId: string, work: (places: Places) => Promise<T>) => {
  const places = placesOf(here, sessionId)
  return exclusively(`${places.box}#files`, () => work(places))
}

/** On the record of this very box: by now there may be another of its name. */
const noted = (places: Places, box: BoxRecord, change: (now: BoxRecord) => Partial<BoxRecord>) =>
  exclusively(places.box, async () => {
    const now = await readRecord(places)
    if (!now || now.stopKey !== box.stopKey) {
      throw new Fault('provider_unavailable', 'the box is there no more')
    }
    await writeRecord(places, { ...now, ...change(now) })
  })

async function living(here: Here, places: Places) {
  const [record, container, volumes] = await Promise.all([
    readRecord(places),
    lookAt(here, places),
    mountPoints(places),
  ])
  if (record?.started && container?.State.Running && volumes) return { record, volumes }
  throw new Fault('provider_unavailable', 'the session has no box that runs')
}
