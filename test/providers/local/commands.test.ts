import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { host } from '../../../shared/providers/local/host.ts'
import { onEachLauncher, outcome, type TestBox, until } from './ground.ts'

onEachLauncher((ground) => {
  let box: TestBox
  beforeAll(async () => {
    box = await ground.start({ env: { GREETING: 'hello' } })
  })

  test('a command answers what it says and how it ends', async () => {
    const { stdout, stderr, end } = await box.sh('echo hello')
    expect({ stdout, stderr }).toEqual({ stdout: 'hello\n', stderr: '' })
    expect(end).toMatchObject({ exitCode: 0, signal: null, timedOut: false, stdoutBytes: 6 })
  })

  test('Python goes by the name that it has in images, too', async ({ skip }) => {
    if (!host().toolchains.some(({ name }) => name === 'python3')) return skip('no Python here')
    expect((await box.sh('python --version')).stdout).toMatch(/^Python 3\./)
    expect((await box.sh('touch "$(dirname "$(command -v python)")/mine"')).end.exitCode).toBe(1)
  })

  test('its two outputs stay apart', async () => {
    const { stdout, stderr } = await box.sh('echo out; echo err >&2')
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' })
  })

  test('it may open its outputs and its input by name', async () => {
    const run = box.sh('cat /dev/stdin; echo out >/dev/stdout; echo err >/dev/stderr')
    expect(await run).toMatchObject({ stdout: 'out\n', stderr: 'err\n' })
  })

  test.each([
    ['exit 0', { exitCode: 0, signal: null }],
    ['exit 7', { exitCode: 7, signal: null }],
    ['exit 255', { exitCode: 255, signal: null }],
    ['no-such-program', { exitCode: 127, signal: null }],
    ['kill -TERM $$', { exitCode: null, signal: 'SIGTERM' }],
    ['kill -KILL $$', { exitCode: null, signal: 'SIGKILL' }],
    ['kill -SEGV $$', { exitCode: null, signal: 'SIGSEGV' }],
  ])('`%s` ends as %o', async (script, ending) => {
    expect((await box.sh(script)).end).toMatchObject(ending)
  })

  test('it has the environment of the session and its own over it', async () => {
    const { stdout } = await box.sh('echo $GREETING $NAME $HOME $(pwd)', { env: { NAME: 'ada' } })
    expect(stdout).toBe('hello ada /home/user /workspace\n')
  })

  test('50 MB arrive complete and in order', async () => {
    const script = 'i=0; while [ $i -lt 50 ]; do seq 1 160000 | head -c 1000000; i=$((i+1)); done'
    const { stdoutBytes, end } = await box.sh(script)
    const part = Array.from({ length: 160_000 }, (_, i) => `${i + 1}\n`).join('')
    const whole = Buffer.from(part.slice(0, 1_000_000).repeat(50))
    expect(end.stdoutBytes).toBe(50_000_000)
    expect(sha256(stdoutBytes)).toBe(sha256(whole))
  })

  test('bytes that are no text arrive as they are', async () => {
    const { stdoutBytes } = await box.sh(
      `python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 1000)'`,
    )
    const all = Buffer.from(Array.from({ length: 256_000 }, (_, i) => i % 256))
    expect(stdoutBytes.equals(all)).toBe(true)
  })

  test.each([
    ['/nowhere', 'the directory /nowhere does not exist'],
    ['/etc/passwd', 'the directory /etc/passwd does not exist'],
  ])('a command in %s is refused', async (cwd, message) => {
    const refused = expect.objectContaining({ code: 'invalid_argument', message })
    await expect(box.sh('true', { cwd })).rejects.toEqual(refused)
  })

  test('a program that does not exist is refused', async () => {
    const run = outcome(box.agent.run({ argv: ['/no/such/program'] }))
    await expect(run).rejects.toMatchObject({ code: 'invalid_argument' })
  })

  test('at its deadline a command and its children are ended, those that ignore SIGTERM too', async () => {
    const script = `trap '' TERM; sh -c "trap '' TERM; sleep 1001" & sleep 1002 & sleep 1003`
    const { end } = await box.sh(script, { timeoutMs: 300 })
    expect(end).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: null })
    expect(end.durationMs).toBeGreaterThan(2_200)
    expect(end.durationMs).toBeLessThan(3_500)
    expect((await box.sh('pgrep -f "sleep 100[123]"')).stdout).toBe('')
  })

  test('at its deadline a command may end by itself within the grace', async () => {
    const { stdout, end } = await box.sh(
      `trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done`,
      { timeoutMs: 300 },
    )
    expect(stdout).toBe('ready\nbye\n')
    expect(end).toMatchObject({ timedOut: true, exitCode: 3 })
    expect(end.durationMs).toBeLessThan(1_500)
  })

  test('a child left in the background does not hold the answer', async () => {
    const before = performance.now()
    const { stdout } = await box.sh('sleep 1000 & echo hi')
    expect(stdout).toBe('hi\n')
    expect(performance.now() - before).toBeLessThan(2_000)
    expect((await box.sh('pgrep -fx "sleep 1000"')).end.exitCode).toBe(0)
  })

  test('a command reads what it is sent until its input is closed', async () => {
    const events = box.agent
      .run({ argv: ['/usr/bin/wc', '-c'], stdin: true })
      [Symbol.asyncIterator]()
    const { pid } = await until(events, 'start')
    await box.agent.sendInput({ pid }, Buffer.alloc(300_000, 'x'))
    await box.agent.sendInput({ pid }, Buffer.from('hello'))
    await box.agent.closeStdin({ pid })
    const { data } = await until(events, 'stdout')
    expect(Buffer.from(data).toString()).toBe('300005\n')
  })

  test('a signal reaches a command and its children', async () => {
    const events = box.agent
      .run({ argv: ['/bin/sh', '-c', 'sleep 2001; true'] })
      [Symbol.asyncIterator]()
    const { pid } = await until(events, 'start')
    expect(await box.agent.list()).toContainEqual({ pid, tag: undefined })
    await box.agent.sendSignal({ pid }, 'SIGKILL')
    expect(await until(events, 'end')).toMatchObject({ signal: 'SIGKILL', timedOut: false })
    expect((await box.sh('pgrep -fx "sleep 2001"')).stdout).toBe('')
    await expect(box.agent.sendSignal({ pid }, 'SIGKILL')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('zombies are reaped', async () => {
    await box.sh('(sh -c "exit 0" & exec sleep 0.05) & for i in 1 2 3; do (true &) ; done')
    const { stdout } = await box.sh('sleep 0.3; ps -eo stat= | grep -c "^Z" || true')
    expect(stdout.trim()).toBe('0')
  })
})

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
