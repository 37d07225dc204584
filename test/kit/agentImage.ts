import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentImageIn } from '../../emulators/kubernetes/agentImage.ts'

/** The image that brings our agent, as a folder of this machine that the test removes. */
export async function agentImage() {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-image-'))
  return {
    name: 'onmemos/agent',
    image: await agentImageIn(folder, process.env.ONMEMOS_AGENT_BUNDLE ?? ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
