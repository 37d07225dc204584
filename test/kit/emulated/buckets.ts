import type { Bucket, Buckets } from '../../../shared/storage/buckets.ts'
import type { Outside } from './outside.ts'

/** Buckets by name, with the bytes that are in each. */
export type Made = Map<string, Bucket & { readonly bytes: number }>

/** Buckets as one process reaches them. */
export const bucketsOver = (made: Made, outside: Outside): Buckets => ({
  make: (bucket) =>
    outside(`make bucket ${bucket.name}`, () => {
      if (!made.has(bucket.name)) made.set(bucket.name, { ...bucket, bytes: 1_024 ** 3 })
    }),
  remove: (name) => outside(`remove bucket ${name}`, () => void made.delete(name)),
  sizeOf: (name) => outside(`measure bucket ${name}`, () => made.get(name)?.bytes ?? 0),
  list: () => outside('list buckets', () => [...made.values()]),
})
