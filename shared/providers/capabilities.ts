import type { Backend } from '../contract/topics.ts'

/** What a backend can do, as data: nothing outside its own folder asks which backend it is. */
export interface Capabilities {
  readonly ssh: boolean
  readonly bucketMount: boolean
  readonly filestoreMount: boolean
  /** What comes back of a box that was paused; null where none can be. */
  readonly pause: { readonly files: true; readonly processes: boolean } | null
}

export const capabilities: Readonly<Record<Backend, Capabilities>> = {
  local: {
    ssh: false,
    bucketMount: false,
    filestoreMount: false,
    pause: { files: true, processes: false },
  },
}
