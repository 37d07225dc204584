import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that stands for a machine, with these files on it. A text that begins with `#!` runs, and `-> x` is a link. */
export async function machine(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'onmemos-machine-')))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name)
    await mkdir(dirname(path), { recursive: true })
    if (content.startsWith('-> ')) await symlink(join(root, content.slice(3)), path)
    else await writeFile(path, content.replaceAll('ROOT', root))
    if (content.startsWith('#!')) await chmod(path, 0o755)
  }
  return root
}
