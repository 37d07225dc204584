/** Buckets of accounts in Cloud Storage. Each verb may be repeated. */
export interface Buckets {
  make(bucket: Bucket): Promise<void>
  /** With all that is in it. One that is not there is removed already. */
  remove(name: string): Promise<void>
  /** Bytes of all that is in it; 0 of one that is not there. */
  sizeOf(name: string): Promise<number>
  /** Those that this deployment made. */
  list(): Promise<readonly Pick<Bucket, 'name' | 'storageId'>[]>
}

export interface Bucket {
  readonly name: string
  readonly storageId: string
  readonly accountId: string
  /** As prices call it. */
  readonly storageClass: string
}

export const bucketPrefix = 'onmemos-'
