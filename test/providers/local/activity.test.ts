import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { epochMs } from '../../../shared/platform/clock.ts'
import { onEachLauncher, type TestBox } from './ground.ts'

const lastUsedMs = async ({ agent }: TestBox) => epochMs((await agent.stat()).lastActivityAt)

/** Once it is known to have been used so much later than that. */
async function usedAfter(box: TestBox, since: number) {
  for (;;) {
    const at = await lastUsedMs(box)
    if (at > since) return at
    await sleep(100)
  }
}

/** More than two looks at the CPU. */
const aWhileMs = 11_000

onEachLauncher((ground) => {
  test('what works without anyone there is use, what sleeps is not', {
    timeout: 90_000,
  }, async () => {
    const [busy, forking, asleep, empty] = await Promise.all([
      ground.start({ cpuMillis: 500 }),
      ground.start({ cpuMillis: 500 }),
      ground.start(),
      ground.start(),
    ])
    await busy.sh('(while :; do :; done) >/dev/null 2>&1 &')
    await forking.sh('(while :; do /bin/true; done) >/dev/null 2>&1 &')
    await asleep.sh('sleep 1000 >/dev/null 2>&1 &')
    const [begun, unused] = [await lastUsedMs(asleep), await lastUsedMs(empty)]
    await usedAfter(busy, begun + aWhileMs)
    await usedAfter(forking, begun + aWhileMs)
    expect(await lastUsedMs(asleep)).toBe(begun)
    expect(await lastUsedMs(empty)).toBe(unused)
    await Promise.all([busy, forking].map(({ sessionId }) => ground.provider.stop(sessionId, 0)))
  })

  test('a command that someone follows is use, though it sleeps; left alone it is none', async () => {
    const box = await ground.start()
    const leaving = new AbortController()
    const events = box.agent
      .run({ argv: ['/bin/sleep', '1000'], signal: leaving.signal })
      [Symbol.asyncIterator]()
    await events.next()
    const first = await lastUsedMs(box)
    await usedAfter(box, first + 200)
    leaving.abort()
    await events.next().catch(() => undefined)
    // The agent may learn of it a moment later.
    for (let before = 0, now = 1; before !== now; ) {
      before = await lastUsedMs(box)
      await sleep(300)
      now = await lastUsedMs(box)
    }
    expect((await box.agent.stat()).processesRunning).toBe(1)
  })
})
