import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GeoPoint, Timestamp } from '@google-cloud/firestore'
import { expect, test, vi } from 'vitest'
import { emulators } from '../../../emulators/google/catalogue.ts'
import { findEmulator } from '../../../emulators/google/find.ts'
import { bench } from './bench.ts'
import { descendantsOf, living } from './processes.ts'

// Each starts two JVMs, some of them twice.
vi.setConfig({ testTimeout: 120_000 })

const soon = { timeout: 10_000, interval: 50 }

test('documents are there again after a stop and a start, every kind of value as it was', async () => {
  const { start, database, stateDirectory } = await bench()
  const first = await start()
  const before = database(first.firestoreHost)
  const document = {
    text: 'ümläut',
    whole: 9_007_199_254_740_991,
    part: 0.1,
    none: null,
    flag: false,
    bytes: Buffer.from([0, 1, 255]),
    moment: new Timestamp(1_700_000_000, 123_456_000),
    place: new GeoPoint(48.1, 11.5),
    list: [1, 'two', { three: 3 }],
    empty: { list: [], map: {} },
    link: before.doc('things/other'),
  }
  await before.doc('things/one').set(document)
  await before.doc('things/one/parts/inner').set({ depth: 2 })
  await first.stop()
  expect(await readdir(stateDirectory)).toEqual(['firestore'])

  const second = await start()
  const after = database(second.firestoreHost)
  const read = (await after.doc('things/one').get()).data()
  expect({ ...read, link: read?.link.path }).toEqual({ ...document, link: 'things/other' })
  expect((await after.doc('things/one/parts/inner').get()).data()).toEqual({ depth: 2 })
})

test('a parent killed with its process group loses nothing: the next start waits for the save and finds it', async () => {
  const { start, startElsewhere, database, keeperPid } = await bench()
  const parent = await startElsewhere()
  await database(parent.firestoreHost).doc('things/one').set({ is: 'never saved by hand' })
  const keeper = await keeperPid()
  const all = [keeper, ...descendantsOf(keeper)]
  expect(all.length).toBeGreaterThanOrEqual(5)
  await parent.kill()

  const next = await start()
  const found = await database(next.firestoreHost).doc('things/one').get()
  expect(found.data()).toEqual({ is: 'never saved by hand' })
  expect(living(all)).toEqual([])
})

test('a keeper killed with SIGKILL leaves no Java, and the next start finds the last save', async () => {
  const { start, database, keeperPid } = await bench()
  const lost = vi.fn()
  const first = await start({ lost })
  const db = database(first.firestoreHost)
  await db.doc('things/kept').set({ saved: true })
  await first.save()
  await db.doc('things/late').set({ saved: false })
  const keeper = await keeperPid()
  const all = [keeper, ...descendantsOf(keeper)]
  process.kill(keeper, 'SIGKILL')
  await vi.waitFor(() => expect(living(all)).toEqual([]), soon)
  await vi.waitFor(
    () => expect(lost).toHaveBeenCalledWith("the emulators' keeper ended (SIGKILL)"),
    soon,
  )
  await expect(first.save()).rejects.toThrow("the emulators' keeper ended (SIGKILL)")

  const next = await start()
  const things = await database(next.firestoreHost).collection('things').get()
  expect(things.docs.map((document) => document.id)).toEqual(['kept'])
})

test('Java killed under the keeper is told to the parent, and ends the rest', async () => {
  const { start, keeperPid } = await bench()
  const lost = vi.fn()
  await start({ lost })
  const keeper = await keeperPid()
  const all = [keeper, ...descendantsOf(keeper)]
  // Each watchdog's first child is its Java.
  const [firstWatchdog = 0] = descendantsOf(keeper)
  process.kill(descendantsOf(firstWatchdog)[0] ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(living(all)).toEqual([]), soon)
  const why = expect.stringMatching(/^the (Firestore|Pub\/Sub) emulator ended/)
  await vi.waitFor(() => expect(lost).toHaveBeenCalledWith(why), soon)
})

test('a start while the one before still stops waits for its save', async () => {
  const { start, database } = await bench()
  const first = await start()
  await database(first.firestoreHost).doc('things/one').set({ n: 1 })
  const [, second] = await Promise.all([first.stop(), start()])
  const found = await database(second.firestoreHost).doc('things/one').get()
  expect(found.data()).toEqual({ n: 1 })
})

test('saves that come together share an export', async () => {
  const { start, stateDirectory, projectId } = await bench()
  const emulators = await start()
  await Promise.all([emulators.save(), emulators.save(), emulators.save()])
  await Promise.all([emulators.save(), emulators.save()])
  expect(await readdir(join(stateDirectory, 'firestore', projectId))).toEqual(['export-2'])
})

test('an emulator that only a launcher script can start is ended with all that the script started', async () => {
  const { start, keeperPid, stateDirectory } = await bench()
  const jar = await findEmulator('pubsub', { env: process.env, note: () => {} })
  const script = join(stateDirectory, 'launch')
  const lines = ['#!/bin/sh', `java -cp ${jar.path} ${emulators.pubsub.mainClass} "$@"`, 'true']
  await writeFile(script, lines.join('\n'), { mode: 0o755 })
  const running = await start({ env: { ...process.env, PUBSUB_EMULATOR_BINARY_PATH: script } })
  const keeper = await keeperPid()
  const all = [keeper, ...descendantsOf(keeper)]
  await running.stop()
  await vi.waitFor(() => expect(living(all)).toEqual([]), soon)
})
