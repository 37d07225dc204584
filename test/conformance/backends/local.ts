import type { Bench } from '../bench.ts'

/** The machine itself. */
export const local: Bench = {
  missing: () => (process.platform === 'linux' ? null : 'boxes on this machine need Linux'),
  raise: async () => ({ settings: {}, close: async () => undefined }),
}
