import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { GeoPoint, Timestamp } from '@google-cloud/firestore'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bench } from './bench.ts'
import { descendantsOf, living } from './processes.ts'

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

test('a parent killed with SIGKILL loses nothing: the next start waits for the save and finds it', async () => {
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
  expect(lost).toHaveBeenCalledWith("the emulators' keeper ended (SIGKILL)")
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
  expect(lost).toHaveBeenCalledWith(
    expect.stringMatching(/^the (Firestore|Pub\/Sub) emulator ended/),
  )
})

test('a second start on a state directory is refused and told who has it', async () => {
  const { start, stateDirectory } = await bench()
  await start()
  await expect(start()).rejects.toThrow(
    `${stateDirectory} is in use by process ${process.pid}, which began`,
  )
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

test('state that cannot be read is an error that says where it is, never an empty start', async () => {
  const { start, stateDirectory, projectId } = await bench()
  await (await start()).stop()
  const folder = join(stateDirectory, 'firestore', projectId, 'export-1')
  await writeFile(join(folder, 'documents', 'documents.overall_export_metadata'), 'garbage')
  await expect(start()).rejects.toThrow(`the state kept in ${folder} cannot be read`)
})

for (const option of ['firestorePort', 'pubsubPort'] as const) {
  test(`${option}: a taken port is an error that names the port and who has it`, async () => {
    const { start } = await bench()
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    await expect(start({ [option]: port })).rejects.toThrow(
      new RegExp(`^port ${port} on 127.0.0.1 is taken by .+ \\(process ${process.pid}\\)`),
    )
  })
}

test('without Java the start fails and says what to install', async () => {
  const { start } = await bench()
  await expect(start({ env: { PATH: '' } })).rejects.toThrow(
    "Google's emulators need Java 11 or newer",
  )
})
