import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AgentClient } from '../../shared/agents/client.ts'
import { ConnectError } from '../../shared/agents/connect.ts'
import { newAgent } from './ground.ts'
import { newScreen, openScreen } from './screen.ts'

const shell = ['/bin/bash', '--norc', '--noprofile', '-i'] as const
const quiet = { env: { PS1: '> ' } }

test('a program on a terminal sees one, of the size that was asked for', async () => {
  const script = 'test -t 0 && test -t 1 && test -t 2 && stty size && tty && echo $TERM'
  const screen = await newScreen(['/bin/sh', '-c', script], { cols: 100, rows: 30 })
  expect(await screen.ends()).toMatchObject({ exitCode: 0, signal: null })
  expect(screen.text()).toMatch(/^30 100\r\n\/dev\/pts\/\d+\r\nxterm-256color\r\n$/)
})

test('both its outputs are one, which any listener may follow from any byte', async () => {
  const screen = await newScreen(['/bin/sh', '-c', 'echo one; echo two >&2; read x; echo $x'])
  await screen.shows(/two/)
  const begun = screen.client.follow({ pid: screen.pid() }, { stdout: 3, stderr: 0 })
  await screen.type('three\n')
  const told: Buffer[] = []
  let offset = 3
  for await (const event of begun) {
    if (event.type === 'end') expect(event.stdoutBytes).toBe(offset)
    if (event.type !== 'stdout') continue
    expect(event.offset).toBe(offset)
    offset += event.data.length
    told.push(Buffer.from(event.data))
  }
  expect(Buffer.concat(told).toString()).toBe('\r\ntwo\r\nthree\r\nthree\r\n')
})

test('a new size reaches stty, and the program hears of it', async () => {
  const script = 'trap "stty size; exit 7" WINCH; echo ready; while :; do sleep 0.05; done'
  const screen = await newScreen(['/bin/bash', '-c', script])
  await screen.shows(/ready/)
  await screen.resize({ cols: 132, rows: 43 })
  expect(await screen.ends()).toMatchObject({ exitCode: 7 })
  expect(screen.text()).toContain('43 132\r\n')
})

test('Ctrl-C ends the job in front and not the shell, Ctrl-D ends the shell', async () => {
  const screen = await newScreen(shell, quiet)
  await screen.shows(/> $/)
  await screen.type('echo begun; sleep 1000\n')
  await screen.shows(/begun\r\n/)
  const before = screen.text().length
  await screen.type('\x03')
  await screen.shows(/\^C\r\n.*> $/s, before)
  await screen.type('echo still $((40 + 2))\n')
  await screen.shows(/still 42\r\n/)
  await screen.shows(/> $/)
  await screen.type('\x04')
  expect(await screen.ends()).toMatchObject({ exitCode: 0, signal: null })
})

test('an interrupt by signal goes to the job in front too; a kill ends the whole terminal', async () => {
  const screen = await newScreen(shell, quiet)
  await screen.shows(/> $/)
  await screen.type('sleep 1001 &\n')
  await screen.shows(/\[1\] \d+/)
  await screen.type('echo begun; sleep 1000\n')
  await screen.shows(/begun\r\n/)
  await screen.client.sendSignal({ pid: screen.pid() }, 'SIGINT')
  await screen.type('echo still $((40 + 2))\n')
  await screen.shows(/still 42\r\n/)
  await screen.client.sendSignal({ pid: screen.pid() }, 'SIGKILL')
  expect(await screen.ends()).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
  expect(sessionMembers(screen.pid())).toEqual([])
})

test('what a program says of its end is recorded: a code, a signal, a timeout', async () => {
  await using agent = await newAgent()
  const end = (script: string, more = {}) =>
    openScreen(agent.client, ['/bin/sh', '-c', script], more).ends()
  expect(await end('exit 3')).toMatchObject({ exitCode: 3, signal: null, timedOut: false })
  expect(await end('kill -TERM $$')).toMatchObject({ exitCode: null, signal: 'SIGTERM' })
  expect(await end('sleep 1000', { timeoutMs: 200 })).toMatchObject({ timedOut: true })
  expect(await end('no-such-program')).toMatchObject({ exitCode: 127 })
})

test('bytes pass as they are once the terminal is raw, in both directions', async () => {
  const screen = await newScreen(['/bin/sh', '-c', 'stty raw -echo; echo ready; head -c 256'])
  await screen.shows(/ready\n/)
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
  await screen.client.sendInput({ pid: screen.pid() }, all)
  await screen.ends()
  expect(screen.bytes().subarray(-256).equals(all)).toBe(true)
})

test('typing that nobody reads waits without holding up anything else', async () => {
  const script = 'stty raw -echo; echo ready; read -r go < "$0"; wc -c; echo over'
  await using agent = await newAgent()
  const fifo = `${agent.directory}/go`
  await ran(agent.client, ['mkfifo', fifo])
  const screen = openScreen(agent.client, [
    '/bin/sh',
    '-c',
    script.replace('wc -c', 'head -c 500000 | wc -c'),
    fifo,
  ])
  await screen.shows(/ready\n/)
  const typed = screen.client.sendInput({ pid: screen.pid() }, Buffer.alloc(500_000, 'x'))
  expect((await agent.client.stat()).processesRunning).toBe(1)
  await ran(agent.client, ['/bin/sh', '-c', `echo go > ${fifo}`])
  await typed
  await screen.ends()
  expect(screen.text()).toMatch(/500000\s+over/)
})

test('a command beside a terminal holds none of its ends, and a terminal ends though one runs', async () => {
  await using agent = await newAgent()
  const first = openScreen(agent.client, ['/bin/cat'])
  await first.begins()
  const beside = agent.client.run({
    argv: ['/bin/sh', '-c', 'ls -l /proc/self/fd; echo done; read x'],
    stdin: true,
  })
  let said = ''
  for await (const event of beside) {
    if (event.type === 'stdout') said += Buffer.from(event.data)
    if (said.includes('done')) break
  }
  expect(said).not.toContain('ptmx')
  await first.type('\x04')
  expect(await first.ends()).toMatchObject({ exitCode: 0 })
})

test('a terminal has no input to close and pipes have no size', async () => {
  const screen = await newScreen(['/bin/cat'])
  await screen.begins()
  await screen.type('x')
  await screen.shows(/x/)
  const { client } = screen
  const refused = expect.objectContaining({ code: 'failed_precondition' })
  await expect(client.closeStdin({ pid: screen.pid() })).rejects.toEqual(refused)
  const events = client.run({ argv: ['/bin/sleep', '5'], tag: 'piped' })[Symbol.asyncIterator]()
  await events.next()
  await expect(client.resize({ tag: 'piped' }, { cols: 1, rows: 1 })).rejects.toEqual(refused)
  await expect(client.resize({ tag: 'none' }, { cols: 1, rows: 1 })).rejects.toBeInstanceOf(
    ConnectError,
  )
})

test('terminals that are over leave no descriptor open', async () => {
  await using agent = await newAgent()

  const agentPid = Number(await ran(agent.client, ['/bin/sh', '-c', 'echo $PPID']))
  const open = () => readdirSync(`/proc/${agentPid}/fd`).length
  await openScreen(agent.client, ['/bin/true']).ends()
  const before = open()
  for (let i = 0; i < 20; i++) await openScreen(agent.client, ['/bin/true']).ends()
  await expect.poll(open, { timeout: 30_000 }).toBeLessThanOrEqual(before)
})

const runs = Number(process.env.ONMEMOS_TERMINAL_RUNS ?? 100)
test(`${runs} programs that speak until their last moment are heard whole`, {
  timeout: runs * 3_000,
}, async () => {
  await using agent = await newAgent({ leaseSeconds: 3_600 })
  const expected = Buffer.from(Array.from({ length: 200_000 }, (_, i) => `${i + 1}\r\n`).join(''))
  let short = 0
  for (let i = 0; i < runs; i++) {
    const screen = openScreen(agent.client, ['seq', '200000'])
    await screen.ends()
    if (!screen.bytes().equals(expected)) short++
  }
  expect(short).toBe(0)
})

async function ran(client: AgentClient, argv: readonly [string, ...string[]]): Promise<string> {
  let said = ''
  for await (const event of client.run({ argv })) {
    if (event.type === 'stdout') said += Buffer.from(event.data)
  }
  return said
}

/** The living processes of a terminal's session. */
const sessionMembers = (leader: number) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state, , , session] = line.slice(line.lastIndexOf(')') + 2).split(' ')
        return state !== 'Z' && Number(session) === leader
      } catch {
        return false
      }
    })
