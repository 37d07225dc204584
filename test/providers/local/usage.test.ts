import { expect, test, vi } from 'vitest'
import { onEachLauncher } from './ground.ts'

vi.setConfig({ testTimeout: 60_000 })

onEachLauncher((ground) => {
  test('a box says what it takes, within what it may, and can change none of it', async () => {
    const box = await ground.start({ cpuMillis: 1_500, memoryMb: 128, diskMb: 16 })
    const { limits } = box.started.details
    const before = await box.agent.metrics()
    // Files in memory count: 16 MiB in each of its four places.
    const isBounded = JSON.stringify(limits).includes('"memory":"enforced"')
    expect(before.memory.limitBytes).toBe(isBounded ? (128 + 4 * 16) * 1_048_576 : null)
    expect(before.cpu.limitMillis).toBe(isBounded ? 1_500 : null)
    expect(before.processes).toBe(0)
    await box.sh('i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done')
    const after = await box.agent.metrics()
    expect(after.cpu.usedSeconds).toBeGreaterThan(before.cpu.usedSeconds + 0.05)
    expect(after.memory.peakBytes).toBeGreaterThanOrEqual(before.memory.usedBytes)
    const { stdout } = await box.sh('find /sys -writable -type f 2>/dev/null | head -3')
    expect(stdout).toBe('')
  })

  test('what a process took that nobody waited for is not forgotten', async () => {
    const box = await ground.start()
    await box.sh('(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; touch done) & exit 0')
    await vi.waitUntil(async () => (await box.sh('test -e done')).end.exitCode === 0, 30_000)
    const first = (await box.agent.metrics()).cpu.usedSeconds
    await box.sh('true')
    expect((await box.agent.metrics()).cpu.usedSeconds).toBeGreaterThanOrEqual(first)
    expect(first).toBeGreaterThan(0.05)
  })
})
