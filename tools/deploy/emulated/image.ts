import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionEntry } from '../../bundles.ts'
import { buildImage } from '../../image/build.ts'

/** Builds the control plane's image into a folder that is called by what is in it, and says its digest. */
export async function builtImage(
  images: string,
  chosen: readonly FunctionEntry[],
): Promise<string> {
  mkdirSync(images, { recursive: true })
  const building = mkdtempSync(join(images, '.building-'))
  try {
    await buildImage(building, chosen)
    const hash = createHash('sha256')
    for (const file of ['function.cjs', 'agent/agent.cjs'])
      hash.update(readFileSync(join(building, file)))
    const digest = hash.digest('hex')
    // What runs from it may be running now.
    if (!existsSync(join(images, digest))) renameSync(building, join(images, digest))
    return digest
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
}
