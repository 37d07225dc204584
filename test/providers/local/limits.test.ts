import { expect, test, vi } from 'vitest'
import { onEachLauncher, outcome, until } from './ground.ts'
import { agentOf, leftOf } from './traces.ts'

onEachLauncher((ground) => {
  test('a thousand children are bounded, and the box is as good as before', async () => {
    const box = await ground.start()
    const bomb = 'import os,time\nfor i in range(1000):\n  if os.fork()==0: time.sleep(60)'
    const { end, stderr } = await box.sh(`exec python3 -c '${bomb}'`, { timeoutMs: 4_000 })
    expect(end.exitCode).toBe(1)
    expect(stderr).toContain('Resource temporarily unavailable')
    // Even the shell can start nothing now, but what it does by itself works.
    const { stdout } = await box.sh('set -- /proc/[1-9]*; echo $#; kill -9 -1')
    expect(Number(stdout)).toBeGreaterThan(200)
    expect(Number(stdout)).toBeLessThan(256)
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test('while there is room for no process more, a command is refused and the agent lives', async () => {
    const box = await ground.start()
    // Takes what a command that ended gave back, too: one place left over would do for one after another.
    const bomb = [
      'import os, time',
      'while True:',
      '  try:',
      '    if not os.fork(): break',
      '  except OSError: time.sleep(0.001)',
      'time.sleep(60)',
    ].join('\n')
    const events = box.agent.run({ argv: ['/usr/bin/python3', '-c', bomb] })[Symbol.asyncIterator]()
    const { pid } = await until(events, 'start')
    await expect(async () => {
      for (;;) await outcome(box.agent.run({ argv: ['/bin/true'] }))
    }).rejects.toMatchObject({ code: 'resource_exhausted' })
    await box.agent.sendSignal({ pid }, 'SIGKILL')
    await until(events, 'end')
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test.each(['/workspace', '/tmp', '/home/user', '/dev/shm'])(
    'a full %s is full for the one who fills it, and the box still works',
    async (directory) => {
      const box = await ground.start()
      const fill = `head -c 100000000 /dev/zero > ${directory}/big`
      const { stderr } = await box.sh(fill)
      expect(stderr).toContain('No space left on device')
      const { stdout } = await box.sh(
        `rm ${directory}/big; echo again > ${directory}/s; cat ${directory}/s`,
      )
      expect(stdout).toBe('again\n')
    },
  )

  test('all disks full at once are not out of memory', async () => {
    const box = await ground.start({ memoryMb: 128 })
    const fills = ['/workspace', '/tmp', '/home/user', '/dev/shm'].map(
      (d) => `cat /dev/zero > ${d}/big`,
    )
    await box.sh(fills.join('; '))
    expect((await box.sh('head -c 30000000 /dev/zero | tail -c 1 | wc -c')).stdout).toBe('1\n')
  })

  test('a command that wants too much memory is killed, and the box lives', async () => {
    const box = await ground.start({ memoryMb: 192 })
    const { end } = await box.sh(`exec python3 -c 'x = bytearray(1 << 30)'`)
    expect(end).toMatchObject({ signal: 'SIGKILL', timedOut: false })
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
    expect(await ground.provider.observe(box.sessionId)).toEqual({ state: 'running' })
  })

  test('a box whose agent is killed after memory ran out ended by that, and says so', async () => {
    const box = await ground.start({ memoryMb: 192 })
    await box.sh(`exec python3 -c 'x = bytearray(1 << 30)'`)
    process.kill(agentOf(ground.runDirectory, box.sessionId), 'SIGKILL')
    await vi.waitFor(async () => {
      const observed = await ground.provider.observe(box.sessionId)
      expect(observed).toMatchObject({ state: 'ended', cause: 'oom' })
    }, 5_000)
    await ground.provider.stop(box.sessionId, 0)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('the processor is shared as it was asked for', async () => {
    const box = await ground.start({ cpuMillis: 200 })
    const { stdout } = await box.sh(
      `python3 -c '
import time
began, used = time.monotonic(), time.process_time()
while time.monotonic() - began < 1.5: pass
print((time.process_time() - used) / 1.5)'`,
    )
    expect(Number(stdout)).toBeLessThan(0.4)
  })
})
