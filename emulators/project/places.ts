import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sha256 } from '../../shared/platform/ids.ts'

/** Where a project keeps what it is: all below one directory, but for what runs, whose paths have to be short. */
export function projectPlaces(directory: string) {
  const root = resolve(directory)
  const state = join(root, 'project')
  return {
    root,
    /** Of Google's emulators and ours. */
    state,
    /** What Terraform applied, a file a resource. */
    applied: join(state, 'applied'),
    secrets: join(state, 'secrets'),
    /** The control plane's images, a folder each, by digest. */
    images: join(root, 'images'),
    /** Says which process it is, as long as it runs. */
    running: join(root, 'running.json'),
    log: join(root, 'project.log'),
    /** For what runs: there are sockets in it. */
    run: join(tmpdir(), `onm-${sha256(root).toString('hex').slice(0, 10)}`),
  }
}
export type ProjectPlaces = ReturnType<typeof projectPlaces>
