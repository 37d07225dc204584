import { expect } from 'vitest'
import { handlers } from '../../functions/index.ts'
import { archives, objectOf } from '../../shared/archives/archive.ts'
import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { type Snapshot, snapshots } from '../../shared/snapshots/snapshot.ts'
import type { EmulatedCloud } from '../kit/emulated/cloud.ts'
import { cutAt } from '../kit/emulated/outside.ts'
import { crashTable } from './crashTable.ts'
import {
  asked,
  askPause,
  askResume,
  askSnapshot,
  command,
  create,
  look,
  paused,
  runJob,
  told,
  unheard,
  used,
} from './situations.ts'

// The verdict that all tables share holds the files of each box against those of the next, or of the archive.

crashTable('sessions.pause', {
  arrange: used,
  act: askPause,
  // Cut off before it was on record, it was never asked for.
  async expects(plane, id) {
    expect(['paused', 'stopped']).toContain((await look(plane, id)).status)
  },
})

crashTable('workers.local: pause', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud)
    await askPause(unheard(plane), id)
    return id
  },
  act: (plane, id) => told(plane, command('pause', id)),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'paused', pause: null })
  },
})

crashTable('sessions.resume', {
  arrange: paused,
  act: askResume,
  async expects(plane, id) {
    expect(['paused', 'stopped']).toContain((await look(plane, id)).status)
  },
})

crashTable('workers.local: resume', {
  async arrange(plane, cloud) {
    const id = await paused(plane, cloud)
    await askResume(unheard(plane), id)
    return id
  },
  act: (plane, id) => told(plane, command('resume', id)),
  // Nobody heard of it in time: it stays paused, and may be resumed again.
  async expects(plane, id) {
    expect(['paused', 'stopped']).toContain((await look(plane, id)).status)
  },
})

crashTable('sessions.delete: of a paused one', {
  arrange: paused,
  act: (plane, id) => handlers.sessions.delete.run({ ...asked, params: { id } }, plane),
  async expects(plane, id) {
    expect(['paused', 'stopped']).toContain((await look(plane, id)).status)
  },
})

crashTable('jobs.sweep: idle, to be paused', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud, { idle_minutes: 2, on_idle: 'pause' })
    await cloud.advance({ minutes: 2 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    expect((await look(plane, id)).status).toBe('paused')
  },
})

crashTable('jobs.recover: of a pause of which all died', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud)
    await askPause(unheard(plane), id)
    await dieAfter(cloud, /^capture /, (mortal) => told(mortal, command('pause', id)))
    // Longer than its lease, and its time to live: it stands still, and is not charged for that.
    await cloud.advance({ minutes: 60 })
    return id
  },
  act: runJob('recover'),
  async expects(plane, id) {
    const { status, past } = await look(plane, id)
    expect(status).toBe('paused')
    expect(past.seconds).toBeLessThanOrEqual(8 * 60)
  },
})

crashTable('jobs.reconcile: of a snapshot of which all died', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud)
    await askSnapshot(unheard(plane), id)
    await dieAfter(cloud, /^capture /, (mortal) => told(mortal, command('snapshot', id)))
    await cloud.advance({ seconds: 30 })
    return id
  },
  act: runJob('reconcile'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'ttl' })
  },
})

crashTable('workers.local: snapshot', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud)
    await askSnapshot(unheard(plane), id)
    return id
  },
  act: (plane, id) => told(plane, command('snapshot', id)),
  async expects(plane) {
    for (const snapshot of await allSnapshots(plane)) {
      // Its session may have ended before anybody came to it.
      if (snapshot.status === 'ready') await expectWhole(plane, snapshot)
      else expect(snapshot.status).toBe('failed')
    }
  },
})

crashTable('snapshots.create', {
  arrange: used,
  act: askSnapshot,
  async expects(plane) {
    const all = await allSnapshots(plane)
    expect(all.length).toBeLessThanOrEqual(1)
    for (const { status } of all) expect(['ready', 'failed']).toContain(status)
  },
})

crashTable('snapshots.delete', {
  async arrange(plane, cloud) {
    const { id } = await askSnapshot(plane, await paused(plane, cloud))
    return id
  },
  act: (plane, id) => handlers.snapshots.delete.run({ ...asked, params: { id } }, plane),
})

crashTable('sessions.create: with the files of a snapshot', {
  async arrange(plane, cloud) {
    const { id } = await askSnapshot(plane, await paused(plane, cloud))
    return id
  },
  act: (plane, snapshot) => create(plane, { snapshot }, 'its fork'),
  async expects(plane) {
    const [snapshot, ...others] = await allSnapshots(plane)
    expect(others).toEqual([])
    if (snapshot) await expectWhole(plane, snapshot)
  },
})

crashTable('jobs.tidy', {
  async arrange(plane, cloud) {
    const id = await used(plane, cloud)
    await askPause(unheard(plane), id)
    await dieAfter(cloud, /^receive /, (mortal) => told(mortal, command('pause', id)))
    await handlers.sessions.delete.run({ ...asked, params: { id } }, plane)
    await cloud.advance({ minutes: 61 })
    expect(cloud.bucket.objects.size).toBe(1)
    return id
  },
  act: runJob('tidy'),
})

/** A process that does a thing and is no more once it took a step of this name. */
async function dieAfter(
  cloud: EmulatedCloud,
  step: RegExp,
  act: (mortal: Plane) => Promise<unknown>,
) {
  const mortal = cutAt(step, 'after')
  void act(cloud.process({ outside: mortal.outside }))
  await mortal.died
}

async function allSnapshots({ db }: Plane): Promise<readonly Snapshot[]> {
  const { docs } = await db.collection(snapshots.name).get()
  return docs.map((document) => snapshots.schema.parse(document.data()))
}

async function expectWhole(plane: Plane, { id, archive_id: archiveId }: Snapshot) {
  const archive = archiveId ? await read(plane.db, archives, archiveId) : undefined
  invariant(archive && plane.depot, `snapshot ${id} has no archive`)
  expect(archive.users).toContain(id)
  await plane.depot.verify(objectOf(archive), archive)
}
