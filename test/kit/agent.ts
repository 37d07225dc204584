import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleAgent } from '../../agent/bundle.ts'

/** The agent as boxes run it, bundled once for the whole run. */
export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-agent-'))
  process.env.ONMEMOS_AGENT_BUNDLE = join(folder, 'agent.cjs')
  await bundleAgent(process.env.ONMEMOS_AGENT_BUNDLE)
  return () => rmSync(folder, { recursive: true, force: true })
}
