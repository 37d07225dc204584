import type { Backend } from '../contract/topics.ts'

/** What a backend can do, as data: nothing outside its own folder asks which backend it is. */
export interface Capabilities {
  readonly ssh: boolean
  readonly bucketMount: boolean
  readonly filestoreMount: boolean
}

export const capabilities: Readonly<Record<Backend, Capabilities>> = {
  local: { ssh: false, bucketMount: false, filestoreMount: false },
}
