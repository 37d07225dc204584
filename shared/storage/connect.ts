import type { Storage, StorageOptions } from '@google-cloud/storage'

export interface CloudStorageSettings {
  readonly projectId: string
  /** Of an emulator, say; Google's own unless given. */
  readonly apiEndpoint?: string | undefined
  /** Whether the emulator asks who we are; Google's own always does. */
  readonly credentials?: 'default' | 'none'
}

/**
 * A client of Cloud Storage that tries again for half a minute, writes too: each of ours makes the same of the same when it
 * is repeated. Loaded when it is first needed.
 */
export async function connectStorage(
  { projectId, apiEndpoint, credentials }: CloudStorageSettings,
  timeoutMs: number,
): Promise<Storage> {
  const { Storage, IdempotencyStrategy } = await import('@google-cloud/storage')
  const options: StorageOptions = {
    projectId,
    ...(apiEndpoint ? { apiEndpoint, useAuthWithCustomEndpoint: credentials === 'default' } : {}),
    timeout: timeoutMs,
    retryOptions: {
      idempotencyStrategy: IdempotencyStrategy.RetryAlways,
      maxRetries: 2,
      maxRetryDelay: 2,
      totalTimeout: 30,
    },
  }
  return new Storage(options)
}
