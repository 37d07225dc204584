import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/kit/closing-line.ts'
import { LongestFirst } from './test/kit/order.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/kit/scratch.ts', 'test/kit/emulators.ts', 'test/kit/agent.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    // Only where asked for (.ci/run): machines there are shared, and one late box would fail everything. The output
    // names every test that needed it.
    retry: Number(process.env.TEST_RETRIES ?? 0),
    reporters: ['default', new ClosingLine()],
  },
})
