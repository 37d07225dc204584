import { beforeAll, expect, test } from 'vitest'
import { AgentUnreachable } from '../../../shared/agents/unreachable.ts'
import { killBox, onEachLauncher, outcome, type TestBox, until } from './ground.ts'

onEachLauncher((ground) => {
  let box: TestBox
  beforeAll(async () => {
    box = await ground.start()
  })
  const begun = async (script: string) => {
    const events = box.agent.run({ argv: ['/bin/sh', '-c', script] })[Symbol.asyncIterator]()
    return { events, pid: (await until(events, 'start')).pid }
  }
  const fromTheStart = { stdout: 0, stderr: 0 }

  test('two listeners each get every byte', async () => {
    const { pid } = await begun('seq 1 200000; seq 1 1000 >&2; sleep 0.2; seq 1 200000')
    const [one, other] = await Promise.all([
      outcome(box.agent.follow({ pid }, fromTheStart)),
      outcome(box.agent.follow({ pid }, fromTheStart)),
    ])
    expect(one.stdout).toHaveLength(2 * 1_288_895)
    expect(other.stdout === one.stdout).toBe(true)
    expect(other.stderr).toBe(one.stderr)
  })

  test('a listener that leaves does not end the command, and comes back to the rest of it', async () => {
    const { events, pid } = await begun('seq 1 5; sleep 0.3; seq 6 100000')
    const first = await until(events, 'stdout')
    await events.return?.()
    const heard = first.offset + first.data.length
    const rest = await outcome(box.agent.follow({ pid }, { stdout: heard, stderr: 0 }))
    const whole = await outcome(box.agent.follow({ pid }, fromTheStart))
    expect(Buffer.from(first.data).toString() + rest.stdout).toBe(whole.stdout)
    expect(rest.end).toEqual(whole.end)
    expect(whole.stdout).toMatch(/^1\n2\n[\s\S]*\n100000\n$/)
  })

  test('a listener that does not read slows neither the command nor another listener', async () => {
    const { events, pid } = await begun('head -c 30000000 /dev/zero; echo done >&2')
    const other = await outcome(box.agent.follow({ pid }, fromTheStart))
    expect(other.end.stdoutBytes).toBe(30_000_000)
    expect(other.stdoutBytes).toHaveLength(30_000_000)
    await events.return?.()
  })

  test('what has fallen out of the journal shows as a gap, and the last 60 MiB are there', async () => {
    const { events, pid } = await begun('head -c 100000000 /dev/zero; printf end')
    await until(events, 'end')
    const told = box.agent.follow({ pid }, fromTheStart)[Symbol.asyncIterator]()
    const first = await until(told, 'stdout')
    await told.return?.()
    expect(first.offset).toBeGreaterThan(100_000_003 - 64 * 1_048_576 - 1)
    expect(first.offset).toBeLessThanOrEqual(100_000_003 - 60 * 1_048_576)
    const rest = await outcome(box.agent.follow({ pid }, { stdout: first.offset, stderr: 0 }))
    expect(first.offset + rest.stdoutBytes.length).toBe(100_000_003)
    expect(rest.stdout.endsWith('end')).toBe(true)
  })

  test('a stream that is cut is no end', async () => {
    const doomed = await ground.start()
    const events = doomed.agent.run({ argv: ['/bin/sleep', '100'] })[Symbol.asyncIterator]()
    await until(events, 'start')
    const cut = expect(until(events, 'end')).rejects.toBeInstanceOf(AgentUnreachable)
    killBox(ground, doomed.sessionId)
    await cut
  })

  test('following nobody is refused', async () => {
    const refused = expect.objectContaining({ code: 'not_found' })
    await expect(outcome(box.agent.follow({ pid: 31_000 }, fromTheStart))).rejects.toEqual(refused)
  })
})
