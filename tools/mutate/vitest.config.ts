import { defineConfig } from 'vitest/config'

/** What must notice the faults, quick enough to run once for each. The emulator is there already. */
export default defineConfig({
  test: {
    include: ['test/shared/{firestore,ledger}/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    bail: 1,
    testTimeout: 30_000,
  },
})
