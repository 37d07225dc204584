import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Storage } from '@google-cloud/storage'
import { onTestFinished } from 'vitest'
import { openStorage, type StorageOptions } from '../../../emulators/storage/server.ts'

/** A Cloud Storage of the test's own, with the official client on it and a bucket. */
export async function newStorage(
  options: StorageOptions = {},
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
) {
  const directory = mkdtempSync(join(tmpdir(), 'onmemos-storage-'))
  let emulator = await openStorage(directory, options)
  const port = Number(new URL(emulator.url).port)
  atEnd(async () => {
    await emulator.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const storage = new Storage({
    projectId: 'test',
    apiEndpoint: emulator.url,
    retryOptions: { maxRetries: 8, retryDelayMultiplier: 1, maxRetryDelay: 1 },
  })
  const [bucket] = await storage.createBucket('data')
  return {
    storage,
    bucket,
    url: emulator.url,
    directory,
    emulator: () => emulator,
    restart: async () => {
      await emulator.close()
      emulator = await openStorage(directory, { ...options, port })
    },
  }
}
