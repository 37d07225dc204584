import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { AgentUnreachable } from '../../../shared/agents/unreachable.ts'
import { epochMs, instant } from '../../../shared/platform/clock.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { BoxEnded, type BoxSpec } from '../../../shared/providers/provider.ts'
import { type Ground, killBox, onEachLauncher } from './ground.ts'
import { agentOf, leftOf, membersOf, processesOf } from './traces.ts'

onEachLauncher((ground) => {
  const { provider } = ground
  const observed = (sessionId: string, state: string) =>
    vi.waitFor(async () => {
      const found = await provider.observe(sessionId)
      expect(found.state).toBe(state)
      return found
    }, 8_000)

  test('what starts says since when it runs and what it is', async () => {
    const before = Date.now()
    const { started } = await ground.start({ template: 'go' })
    expect(epochMs(started.startedAt)).toBeGreaterThanOrEqual(before)
    expect(epochMs(started.startedAt)).toBeLessThanOrEqual(Date.now())
    expect(started.details).toMatchObject({
      launcher: ground.launcher === 'bwrap' ? 'bubblewrap' : 'unshare',
      limits: { memory: 'enforced', cpu: 'enforced', processes: 'enforced', disk: 'enforced' },
      network: 'none',
      toolchain: { node: process.versions.node },
    })
  })

  test('starting again answers the same box', async () => {
    const box = await ground.start()
    await box.sh('echo mine > file')
    const again = await ground.start({ sessionId: box.sessionId })
    expect(again.started).toEqual(box.started)
    expect((await again.sh('cat file')).stdout).toBe('mine\n')
  })

  test('starting ten times at once makes one box', async () => {
    const sessionId = newId('session')
    const boxes = await Promise.all(Array.from({ length: 10 }, () => ground.start({ sessionId })))
    expect(new Set(boxes.map(({ started }) => started.startedAt)).size).toBe(1)
    expect(processesOf(ground.runDirectory, sessionId)).toHaveLength(1)
  })

  test('a box outlives the process that started it, and the next one finds it', async () => {
    const box = await ground.start()
    const later = ground.newProvider()
    expect(await later.observe(box.sessionId)).toEqual({ state: 'running' })
    expect(await later.list()).toContainEqual({
      sessionId: box.sessionId,
      accountId: 'ada',
      turn: 0,
      heldBy: [],
      startedAt: box.started.startedAt,
      observed: { state: 'running' },
    })
    await later.stop(box.sessionId, 1)
    expect(await provider.observe(box.sessionId)).toEqual({ state: 'absent' })
  })

  test('a box whose process is killed is lost, and is not started again', async () => {
    const box = await ground.start()
    killBox(ground, box.sessionId)
    const ended = await observed(box.sessionId, 'ended')
    expect(membersOf(box.sessionId)).toEqual([])
    expect(ended).toMatchObject({ cause: 'lost' })
    expect(await provider.observe(box.sessionId)).toEqual(ended)
    await expect(ground.start({ sessionId: box.sessionId })).rejects.toBeInstanceOf(BoxEnded)
    await expect(box.agent.stat()).rejects.toBeInstanceOf(AgentUnreachable)
    await provider.stop(box.sessionId, 0)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('a box that someone left half made is made anew', async () => {
    const sessionId = newId('session')
    const directory = join(ground.runDirectory, sessionId)
    const { sessionId: other } = await ground.start()
    const record = readFileSync(join(ground.runDirectory, other, 'box.json'), 'utf8')
    const half = {
      ...JSON.parse(record),
      sessionId,
      process: null,
      started: null,
      uid: null,
      cgroups: [],
    }
    mkdirSync(directory)
    writeFileSync(join(directory, 'box.json'), JSON.stringify(half))
    expect(await provider.observe(sessionId)).toEqual({ state: 'absent' })
    const box = await ground.start({ sessionId })
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test.each([0, 8, 16, 32, 64, 128])(
    'a starter that is killed after %i ms leaves nothing in the way of the next',
    async (ms) => {
      const spec = { ...ground.ordinary, sessionId: newId('session') }
      await killedStart(ground, spec, ms)
      const { sh } = await ground.start(spec)
      expect((await sh('echo fine')).stdout).toBe('fine\n')
      expect(processesOf(ground.runDirectory, spec.sessionId)).toHaveLength(1)
      await provider.stop(spec.sessionId, 0)
      expect(leftOf(ground.runDirectory, spec.sessionId)).toEqual([])
    },
  )

  test('a directory without a record is made a box of', async () => {
    const sessionId = newId('session')
    mkdirSync(join(ground.runDirectory, sessionId, 'run', 'pipes'), { recursive: true })
    const box = await ground.start({ sessionId })
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
  })

  test('the lease ends the box with nobody there to end it', async () => {
    const box = await ground.start({ leaseSeconds: 1 })
    await box.sh('trap "" TERM; sleep 500 &')
    const ended = await observed(box.sessionId, 'ended')
    expect(ended).toMatchObject({ cause: 'lease' })
    const late = Date.now() - epochMs(box.started.startedAt) - 1_000
    expect(late).toBeLessThan(3_500)
    await expect(ground.start({ sessionId: box.sessionId })).rejects.toBeInstanceOf(BoxEnded)
    expect(processesOf(ground.runDirectory, box.sessionId)).toEqual([])
    await provider.stop(box.sessionId, 1)
    expect(await provider.observe(box.sessionId)).toEqual({ state: 'absent' })
  })

  test('a renewal moves the end of the lease, and never backward', async () => {
    const box = await ground.start({ leaseSeconds: 2 })
    const later = instant(Date.now() + 60_000)
    expect(await box.agent.renew(later)).toBe(later)
    expect(await box.agent.renew(instant(Date.now() + 1_000))).toBe(later)
    await sleep(3_000)
    expect((await box.sh('echo fine')).stdout).toBe('fine\n')
    expect((await box.agent.stat()).leaseEndsAt).toBe(later)
  })

  test('stopping lets commands finish within the grace and leaves nothing', async () => {
    const box = await ground.start()
    const events = box.sh('trap "echo saved; exit 0" TERM; while :; do sleep 0.05; done')
    await vi.waitFor(async () => expect((await box.agent.stat()).processesRunning).toBe(1))
    await provider.stop(box.sessionId, 2)
    expect((await events).stdout).toBe('saved\n')
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('stopping ends a command that does not want to, and leaves nothing', async () => {
    const box = await ground.start()
    await box.sh('trap "" TERM; setsid sleep 500 & sleep 600 &')
    await box.sh('seq 1 100000')
    const before = performance.now()
    await provider.stop(box.sessionId, 0.3)
    expect(performance.now() - before).toBeLessThan(2_000)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('a frozen agent does not keep a box from being stopped', async () => {
    const box = await ground.start()
    process.kill(agentOf(ground.runDirectory, box.sessionId), 'SIGSTOP')
    await provider.stop(box.sessionId, 0)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('stopping twice, at once, and what never was, is no fault', async () => {
    const box = await ground.start()
    await Promise.all([provider.stop(box.sessionId, 1), provider.stop(box.sessionId, 1)])
    await provider.stop(box.sessionId, 1)
    await provider.stop(newId('session'), 1)
    expect(leftOf(ground.runDirectory, box.sessionId)).toEqual([])
  })

  test('an agent that dies at its start is quoted, and nothing is left', async () => {
    const sessionId = newId('session')
    const program = join(ground.runDirectory, 'dying.cjs')
    writeFileSync(program, 'throw new Error("no luck today")')
    const start = ground.newProvider(program).start({ ...ground.ordinary, sessionId })
    await expect(start).rejects.toThrow(/did not start: .*no luck today/s)
    expect(leftOf(ground.runDirectory, sessionId)).toEqual([])
  })

  test('a box that cannot start says why and leaves nothing', async () => {
    const sessionId = newId('session')
    const broken = ground.newProvider(join(ground.runDirectory, 'nothing.cjs'))
    await ground.start()
    const start = broken.start({ ...ground.ordinary, sessionId })
    await expect(start).rejects.toThrow(/nothing\.cjs/)
    expect(leftOf(ground.runDirectory, sessionId)).toEqual([])
  })
})

/** Lets another process start a box, and kills it some time after it began to. */
async function killedStart({ runDirectory, launcher }: Ground, spec: BoxSpec, afterMs: number) {
  const options = { runDirectory, agentBundlePath: join(runDirectory, 'agent.cjs'), launcher }
  const program = new URL('starter.ts', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, JSON.stringify({ options, spec })],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(child.stdout, 'data')
  await sleep(afterMs)
  child.kill('SIGKILL')
  await once(child, 'exit')
}
