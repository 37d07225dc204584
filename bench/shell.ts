import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { onFreePort } from '../emulators/keeper/ports.ts'
import { encode } from '../shell/binary/frames.ts'
import type { Bench, Run } from './kit/bench.ts'
import { startCloud } from './kit/cloud.ts'
import { interleaved, msOf } from './kit/interleave.ts'
import { median, p99 } from './kit/stats.ts'
import { barePty, echoing, type Line, socketLine, tcpLine } from './kit/stream.ts'
import { atLeast, ms, times } from './kit/table.ts'

/** Less than a journal keeps: who falls further behind than that loses the oldest. */
const streamBytes = 50_000_000
const saying = `head -c ${streamBytes} /dev/zero`

/** A key pressed and seen, and a long output, against what does the same without a control plane. */
export const shell: Bench = {
  summary: "a terminal's echo and a long output, against websocketd, socat and nothing in between",
  async run(run) {
    const cloud = await startCloud(run, 'direct')
    const id = await cloud.create()
    const ours = (cmd: string, more = '') =>
      socketLine(
        run,
        `${cloud.publicUrl.replace('http', 'ws')}/v1/sessions/${id}/exec?cmd=${encodeURIComponent(cmd)}${more}`,
        {
          headers: cloud.headers,
          frame: (data) => encode({ type: 'stdin', data }),
          data: (message) => (message[0] === 4 ? undefined : message.length - 5),
        },
      )
    return [await echoes(run, ours), await outputs(run, ours)]
  },
}

type Ours = (cmd: string, more?: string) => Promise<Line>

async function echoes(run: Run, ours: Ours) {
  const typists = {
    bare: typist(barePty(run)),
    socat: typist(await socat(run)),
    ours: typist(await ours(echoing, '&tty=1')),
  }
  // Each says a line when it is ready.
  await sleep(1_000)
  const taken = await interleaved(run.rounds(1_000), typists)
  const row = (what: string, name: keyof typeof typists) => [
    what,
    ms(median(taken[name])),
    ms(p99(taken[name])),
    ms(median(taken[name]) - median(taken.bare)),
    ms(p99(taken[name]) - p99(taken.bare)),
  ]
  return {
    title: 'a key pressed and seen',
    head: ['', 'p50', 'p99', 'p50 added', 'p99 added'],
    rows: [row('bare pty', 'bare'), row('socat', 'socat'), row('a session’s terminal', 'ours')],
  }
}

/** Presses a key and waits until it is seen, again and again. */
function typist(line: Line): () => Promise<number> {
  let seen: () => void = () => undefined
  line.onBytes(() => seen())
  const key = Buffer.from('x')
  return () =>
    msOf(
      () =>
        new Promise<void>((resolve) => {
          seen = resolve
          line.type(key)
        }),
    )
}

async function outputs(run: Run, ours: Ours) {
  const port = await listening(run, (port) => [
    'websocketd',
    `--port=${port}`,
    '--binary',
    'sh',
    '-c',
    saying,
  ])
  const rates = await interleaved(run.rounds(5), {
    pipe: () => rateOf(async () => pipe()),
    websocketd: () => rateOf(() => socketLine(run, `ws://127.0.0.1:${port}/`)),
    ours: () => rateOf(() => ours(saying)),
  })
  const rate = (name: keyof typeof rates) => median(rates[name])
  const row = (what: string, name: keyof typeof rates) => [
    what,
    `${Math.round(rate(name))} MB/s`,
    times(rate(name) / rate('websocketd')),
  ]
  return {
    title: '50 MB of output',
    head: ['', 'rate', '÷ websocketd'],
    rows: [
      row('a raw pipe', 'pipe'),
      row('websocketd', 'websocketd'),
      row('a session’s exec', 'ours'),
    ],
    notes: [`aim: ${atLeast(1.5, rate('ours') / rate('websocketd'))} websocketd`],
  }
}

/** Megabytes a second, from the asking to the last byte. */
async function rateOf(open: () => Promise<Line>): Promise<number> {
  const took = await msOf(async () => {
    const line = await open()
    let bytes = 0
    await new Promise<void>((resolve, reject) => {
      line.onBytes((more) => {
        bytes += more
        if (bytes === streamBytes) resolve()
      })
      void line.closed.then(() => reject(new Error(`it ended after ${bytes} bytes`)))
    })
  })
  return streamBytes / 1_000 / took
}

function pipe(): Line {
  const child = spawn('sh', ['-c', saying], { stdio: ['ignore', 'pipe', 'inherit'] })
  return {
    type: () => undefined,
    onBytes: (heard) => void child.stdout.on('data', ({ length }) => heard(length)),
    closed: once(child, 'close'),
  }
}

async function socat(run: Run): Promise<Line> {
  const port = await listening(run, (port) => [
    'socat',
    `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay`,
    'EXEC:cat,pty,raw,echo=0',
  ])
  return tcpLine(run, port)
}

/** A program of another's that listens; it must be installed. */
async function listening(run: Run, argv: (port: number) => readonly [string, ...string[]]) {
  const port = await onFreePort(undefined, async (port) => port)
  const [program, ...args] = argv(port)
  const child = spawn(program, args, { stdio: 'ignore' })
  run.ending(() => child.kill('SIGKILL'))
  await once(child, 'spawn')
  await sleep(500)
  return port
}
