import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bench } from './bench.ts'

vi.setConfig({ testTimeout: 120_000 })

test('a second start on a state directory is refused and told who has it', async () => {
  const { start, stateDirectory } = await bench()
  await start()
  await expect(start()).rejects.toThrow(
    `${stateDirectory} is in use by process ${process.pid}, which began`,
  )
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

test('state that cannot be read is an error that says where it is, never an empty start', async () => {
  const { start, stateDirectory, projectId } = await bench()
  await (await start()).stop()
  const folder = join(stateDirectory, 'firestore', projectId, 'export-1')
  await writeFile(join(folder, 'documents', 'documents.overall_export_metadata'), 'garbage')
  await expect(start()).rejects.toThrow(`the state kept in ${folder} cannot be read`)
})
