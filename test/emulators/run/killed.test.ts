import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clear } from '../../../emulators/run/serving/sandbox.ts'
import { groupDirectories } from '../../../shared/providers/local/cgroups/create.ts'
import { host } from '../../../shared/providers/local/host.ts'
import { groupName, placesOf } from '../../../shared/providers/local/places.ts'
import { family, survivors } from '../../kit/processes.ts'

test.skipIf(!host().launchers.includes('bwrap'))(
  'a container ends with its emulator, however that ends, and the next takes away what is left of it (skipped without bubblewrap)',
  { timeout: 60_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'onmr-'))
    const starter = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'starter.ts'), directory],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = await once(starter.stdout, 'data')
    const program = () => family(Number(said)).length
    // bubblewrap, the relay, and what is inside: a shell, bubblewrap twice, the program.
    await expect.poll(program, { timeout: 30_000 }).toBeGreaterThanOrEqual(5)
    const all = family(Number(said))
    starter.kill('SIGKILL')
    expect(await survivors(all, 30_000)).toEqual([])

    const groups = readdirSync(directory).flatMap((name) =>
      groupDirectories(groupName(placesOf({ runDirectory: directory }, name))),
    )
    await clear(directory)
    expect([directory, ...groups].filter((path) => existsSync(path))).toEqual([])
  },
)
