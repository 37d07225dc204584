import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { terminalPart } from '../../shared/agents/launch.ts'
import { librariesOf } from '../../shared/agents/libraries.ts'
import type { Image } from './pods/images.ts'

/** What the image that brings our agent into pods has, made in a folder of this machine. */
export async function agentImageIn(folder: string, agentBundlePath: string): Promise<Image> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // Whoever runs in a pod is nobody here.
  chmodSync(folder, 0o755)
  for (const part of ['', '.main', '.cache', terminalPart]) {
    const from = agentBundlePath + part
    if (existsSync(from)) copyFileSync(from, join(folder, `agent.cjs${part}`))
  }
  copy(process.execPath, join(folder, 'node'))
  mkdirSync(join(folder, 'lib'))
  const programs = [process.execPath, join(folder, `agent.cjs${terminalPart}`)]
  for (const path of (await Promise.all(programs.map(librariesOf))).flat()) {
    copyFileSync(path, join(folder, 'lib', basename(path)))
  }
  return { files: { '/onmemos': folder } }
}

/** It is large: where it can it is the same file. */
function copy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
