import { beforeAll, describe, expect, test, vi } from 'vitest'
import { capabilityNames } from '../../shared/contract/providers.ts'
import { backends } from '../../shared/contract/topics.ts'
import { capabilities } from '../../shared/providers/capabilities.ts'
import { benches } from './backends/index.ts'
import type { Ground } from './case.ts'
import { cases } from './cases/index.ts'
import { newGround } from './ground.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Those that move the clock come last. */
const inOrder = [
  ...capabilityNames.filter((name) => !cases[name].movesClock),
  ...capabilityNames.filter((name) => cases[name].movesClock),
]

/** `npm run conformance -- --provider docker` tries that one alone. */
const wanted = process.env.CONFORMANCE_PROVIDER
const tried = backends.filter((backend) => !wanted || backend === wanted)

describe.each(tried)('%s', (backend) => {
  const missing = benches[backend].missing()
  let ground: Ground
  let session: string
  beforeAll(async () => {
    if (missing) return
    ground = await newGround(backend)
    session = await ground.session()
    return () => ground.close()
  })

  test.for(inOrder)('%s', async (name, { skip }) => {
    if (missing) return skip(missing)
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
