import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hierarchyOf } from '../../../shared/providers/local/cgroups/hierarchy.ts'
import { settings } from '../../../shared/providers/local/cgroups/limits.ts'
import { oomKills } from '../../../shared/providers/local/cgroups/oom.ts'

function directoryWith(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'onm-cgroups-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

test('a controller is found in the first version where it is mounted by itself or with others', () => {
  const mounts =
    'cgroup /c/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup /c/pids cgroup rw,pids 0 0\n'
  expect(hierarchyOf('cpu', mounts)).toEqual({ version: 1, root: '/c/cpu,cpuacct' })
  expect(hierarchyOf('pids', mounts)).toEqual({ version: 1, root: '/c/pids' })
  expect(hierarchyOf('memory', mounts)).toBeUndefined()
})

test('otherwise in the second, if that has it', () => {
  const root = directoryWith({ 'cgroup.controllers': 'cpuset cpu memory\n' })
  const mounts = `cgroup2 ${root} cgroup2 rw 0 0\n`
  expect(hierarchyOf('memory', mounts)).toEqual({ version: 2, root })
  expect(hierarchyOf('pids', mounts)).toBeUndefined()
})

const bounds = { memoryBytes: 1_000, cpuMillis: 1_500, processes: 256 }

test.each([
  ['memory', 1, ['memory.limit_in_bytes=1000', 'memory.memsw.limit_in_bytes=1000']],
  ['memory', 2, ['memory.max=1000', 'memory.swap.max=0']],
  ['cpu', 1, ['cpu.cfs_period_us=100000', 'cpu.cfs_quota_us=150000']],
  ['cpu', 2, ['cpu.max=150000 100000']],
  ['pids', 1, ['pids.max=256']],
  ['pids', 2, ['pids.max=256']],
] as const)('the limit of %s is written in version %i as %j', (controller, version, written) => {
  const found = settings(controller, { version, root: '/' }, bounds)
  expect(found.map(({ file, value }) => `${file}=${value}`)).toEqual(written)
})

test.each([
  ['memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n', 2],
  ['memory.events', 'low 0\nmax 4\noom 1\noom_kill 1\noom_group_kill 0\n', 1],
  ['cgroup.procs', '', 0],
])('%s tells how often the kernel killed for memory', async (file, text, kills) => {
  expect(await oomKills([directoryWith({ [file]: text })])).toBe(kills)
})
