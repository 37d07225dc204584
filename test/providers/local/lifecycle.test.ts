import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { AgentUnreachable } from '../../../shared/agents/unreachable.ts'
import { epochMs, instant } from '../../../shared/platform/clock.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { BoxEnded } from '../../../shared/providers/provider.ts'
import { killBox, onEachLauncher } from './ground.ts'

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
    const [outermost = 0] = processesOf(ground.runDirectory, box.sessionId)
    const agent = execFileSync('pgrep', ['-f', '^/usr/bin/node .*agent.cjs'], { encoding: 'utf8' })
    const ours = agent
      .trim()
      .split('\n')
      .map(Number)
      .filter((pid) => isWithin(pid, outermost))
    for (const pid of ours) process.kill(pid, 'SIGSTOP')
    expect(ours).toHaveLength(1)
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

/** The outermost process of a box, as the machine sees it. */
function processesOf(runDirectory: string, sessionId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(`${runDirectory}/${sessionId}`))
    .filter((pid) => !isChildOfSame(pid, `${runDirectory}/${sessionId}`))
    .map(Number)
}

const isChildOfSame = (pid: string, text: string) =>
  read(`/proc/${parentOf(pid)}/cmdline`).includes(text)

const parentOf = (pid: string | number) =>
  read(`/proc/${pid}/stat`).replace(/.*\) /s, '').split(' ')[1] ?? ''

function isWithin(pid: number, ancestor: number): boolean {
  if (pid === ancestor) return true
  return pid > 1 && isWithin(Number(parentOf(pid)), ancestor)
}

/** Every trace of a session on this machine: processes, cgroups, mounts, files, sockets. */
function leftOf(runDirectory: string, sessionId: string): string[] {
  const cgroups = ['memory', 'cpu', 'pids', 'unified'].flatMap((name) =>
    entries(`/sys/fs/cgroup/${name}`),
  )
  const files = [...entries(runDirectory), ...entries(join(runDirectory, '.uids'))]
  return [
    ...processesOf(runDirectory, sessionId).map((pid) => `process ${pid}`),
    ...cgroups.filter((name) => name.includes(sessionId)),
    ...files.filter((name) => name.includes(sessionId)),
    ...read('/proc/mounts')
      .split('\n')
      .filter((line) => line.includes(sessionId)),
    ...read('/proc/net/unix')
      .split('\n')
      .filter((line) => line.includes(sessionId)),
  ]
}

const entries = (directory: string) => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
