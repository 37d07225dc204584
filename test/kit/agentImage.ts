import { chmodSync, copyFileSync, existsSync, linkSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { terminalPart } from '../../shared/agents/launch.ts'

/** What the image that brings our agent has, as a folder of this machine. */
export function agentImage() {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-image-'))
  chmodSync(folder, 0o755)
  const bundle = process.env.ONMEMOS_AGENT_BUNDLE ?? ''
  for (const part of ['', '.main', '.cache', terminalPart]) {
    if (existsSync(bundle + part)) copyFileSync(bundle + part, join(folder, `agent.cjs${part}`))
  }
  copy(process.execPath, join(folder, 'node'))
  return {
    name: 'onmemos/agent',
    image: { files: { '/onmemos': folder } },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** It is large: where it can it is the same file. */
function copy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
