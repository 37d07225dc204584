import type { Provider } from '../provider.ts'
import { filesOf } from './checkpoint.ts'
import { list } from './list.ts'
import { observe } from './observe.ts'
import { type LocalOptions, parseOptions } from './options.ts'
import { placesOf } from './places.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

/** Boxes on this machine, which must run Linux. All it knows is on disk, so any process of ours finds every box. */
export function localProvider(options: LocalOptions): Provider {
  const here = parseOptions(options)
  return {
    name: 'local',
    start: (spec) => start(here, spec),
    stop: (sessionId, graceSeconds, of) => stop(here, sessionId, graceSeconds, of),
    observe: (sessionId) => observe(placesOf(here, sessionId)),
    address: (sessionId) => ({ socketPath: placesOf(here, sessionId).socket }),
    list: () => list(here),
    files: filesOf(here),
  }
}
