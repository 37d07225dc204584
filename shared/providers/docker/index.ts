import { placesOf } from '../local/places.ts'
import type { Provider } from '../provider.ts'
import { filesOf } from './checkpoint.ts'
import { list } from './list.ts'
import { observe } from './observe.ts'
import { type DockerOptions, here } from './options.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

/** Containers of a Docker daemon on this machine. All it knows is on disk and with the daemon, so any process finds every box. */
export function dockerProvider(options: DockerOptions): Provider {
  const at = here(options)
  return {
    name: 'docker',
    start: (spec, tell) => start(at, spec, tell),
    stop: (sessionId, graceSeconds, of) => stop(at, sessionId, graceSeconds, of),
    observe: (sessionId) => observe(at, placesOf(at, sessionId)),
    address: (sessionId) => ({ socketPath: placesOf(at, sessionId).socket }),
    list: () => list(at),
    files: filesOf(at),
  }
}
