import { beforeAll, describe, expect, test, vi } from 'vitest'
import { capabilityNames } from '../../shared/contract/providers.ts'
import type { Backend } from '../../shared/contract/topics.ts'
import { capabilities } from '../../shared/providers/capabilities.ts'
import { benchOf } from './backends/index.ts'
import { CannotRaise } from './bench.ts'
import type { Ground } from './case.ts'
import { cases } from './cases/index.ts'
import { newGround } from './ground.ts'

/** Tries one backend by every case. Each has a file of its own that calls this, so that they run beside each other. */
export function conform(backend: Backend): void {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
  describe(backend, () => {
    let missing = benchOf(backend).missing()
    let ground: Ground
    let session: string
    beforeAll(async () => {
      if (missing) return
      try {
        ground = await newGround(backend)
      } catch (cause) {
        if (!(cause instanceof CannotRaise)) throw cause
        missing = cause.message
        return
      }
      session = await ground.session()
      return () => ground.close()
    })

    test.for(inOrder)('%s', async (name, { skip }) => {
      if (missing) return skip(missing)
      const lack = ground.lacks[name]
      if (lack) return skip(lack)
      const able = capabilities[backend][name]
      const { proof, refusal } = cases[name]
      if (able === true) {
        expect(proof, 'what is claimed is proven').not.toBeNull()
        return proof?.(ground, session)
      }
      await refusal?.(ground)
      return skip(able.unsupported)
    })
  })
}

/** Those that move the clock come last. */
const inOrder = [
  ...capabilityNames.filter((name) => !cases[name].movesClock),
  ...capabilityNames.filter((name) => cases[name].movesClock),
]
