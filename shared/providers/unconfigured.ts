import type { Backend } from '../contract/topics.ts'
import { Fault } from '../platform/faults.ts'
import type { Provider } from './provider.ts'

/** A backend that this deployment does not have: nothing is there, and nothing starts. `how` says what would make it one. */
export function unconfigured(name: Backend, how: string): Provider {
  const refused = () => new Fault('unsupported', `this deployment has no ${name}: ${how}`)
  return {
    name,
    start: async () => {
      throw refused()
    },
    stop: async () => undefined,
    observe: async () => ({ state: 'absent' }),
    address: () => {
      throw refused()
    },
    list: async () => [],
    files: null,
  }
}
