import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Fault, faulty } from './faults.ts'

/** A copy of the sources to break, so that nobody else meets the faults. */
export function copyOfSources() {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-mutate-'))
  for (const path of ['shared', 'test/shared', 'test/kit', 'tools/mutate', 'package.json']) {
    cpSync(path, join(folder, path), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    /** Does something while the fault is there. */
    async with<T>(fault: Fault, work: () => Promise<T>): Promise<T> {
      const path = join(folder, fault.file)
      const source = readFileSync(path, 'utf8')
      writeFileSync(path, faulty(fault, source))
      try {
        return await work()
      } finally {
        writeFileSync(path, source)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
