import type { Provider } from '../provider.ts'
import { addresses } from './door.ts'
import { findAll } from './find.ts'
import { list } from './list.ts'
import { observe } from './observe.ts'
import type { CloudRunOptions } from './options.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

/** Boxes on Cloud Run: a service each, which nobody but us may call. */
export function cloudRunProvider(options: CloudRunOptions): Provider {
  const address = addresses(options)
  return {
    name: 'cloud_run',
    start: (spec) => start(options, spec),
    stop: (sessionId, graceSeconds, of = {}) => stop(options, sessionId, graceSeconds, of),
    observe: async (sessionId) => {
      const [box] = await findAll(options, sessionId)
      return box ? observe(options, box, sessionId) : { state: 'absent' }
    },
    address,
    list: () => list(options),
    files: null,
  }
}
