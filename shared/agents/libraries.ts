import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What `ldd` says a program is loaded with, its loader among it; nothing of one that is linked statically. */
export async function librariesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ldd', [program]).catch(() => ({ stdout: '' }))
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? [])
}
