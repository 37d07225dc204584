import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { frameHead, frameTypes, jsonFrame, Parts } from '../../shared/agents/frames.ts'
import type { AgentLine } from '../../shared/agents/line.ts'
import { newAgent } from './ground.ts'

const sh = (script: string) => ({
  start: { process: { cmd: '/bin/sh', args: ['-c', script] } },
})

async function heard({ events }: AgentLine) {
  const said = { stdout: '', stderr: '' }
  for await (const event of events) {
    if (event.type === 'stdout' || event.type === 'stderr') {
      expect(event.offset).toBe(Buffer.byteLength(said[event.type], 'latin1'))
      said[event.type] += Buffer.from(event.data).toString('latin1')
    }
    if (event.type === 'end') return { ...said, end: event }
  }
  throw new Error('no end came')
}

test('a command on a line is told and tells as bytes, in order, to its one end', async () => {
  await using agent = await newAgent()
  const line = await agent.client.line(sh('cat; echo err >&2; exit 3'))
  expect(line.pid).toBeGreaterThan(0)
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
  const times = 4_000
  for (let i = 0; i < times; i++) await line.type(all)
  line.closeInput()
  const { stdout, stderr, end } = await heard(line)
  expect(Buffer.from(stdout, 'latin1').equals(Buffer.alloc(256 * times, all))).toBe(true)
  expect({ stderr, code: end.exitCode, bytes: end.stdoutBytes }).toEqual({
    stderr: 'err\n',
    code: 3,
    bytes: 256 * times,
  })
})

test('from any offset the rest is the same, for any number of lines at once', async () => {
  await using agent = await newAgent()
  const text = 'some words that are said once'
  const first = await agent.client.line(sh(`printf '${text}'; read x`))
  const { pid } = first
  const lines = await Promise.all(
    Array.from({ length: text.length + 1 }, (_, stdoutOffset) =>
      agent.client.line({ connect: { process: { pid }, stdoutOffset } }),
    ),
  )
  await first.type(Buffer.from('\n'))
  const rests = lines.map(async ({ events }) => {
    let rest = ''
    for await (const event of events) if (event.type === 'stdout') rest += Buffer.from(event.data)
    return rest
  })
  expect(await Promise.all(rests)).toEqual(lines.map((_, offset) => text.slice(offset)))
  const beyond = { connect: { process: { pid }, stdoutOffset: 100 } }
  await expect(agent.client.line(beyond)).rejects.toMatchObject({ code: 'out_of_range' })
})

test('what cannot be done is said by its code, and what cannot be typed ends nothing', async () => {
  await using agent = await newAgent()
  const { client } = agent
  await expect(client.line({ connect: { process: { pid: 1 } } })).rejects.toMatchObject({
    code: 'not_found',
  })
  const none = { start: { process: { cmd: '/none' } } }
  await expect(client.line(none)).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(agent.as('a wrong key of an agent').line(sh('true'))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const line = await client.line(sh('exec <&-; echo closed; sleep 0.3; echo after'))
  const refused: string[] = []
  line.onRefused(({ code }) => refused.push(code))
  const hearing = heard(line)
  await sleep(100)
  for (let i = 0; i < 3; i++) await line.type(Buffer.alloc(100_000))
  line.closeInput()
  await line.type(Buffer.from('more'))
  expect(await hearing).toMatchObject({ stdout: 'closed\nafter\n', end: { exitCode: 0 } })
  expect(new Set(refused)).toEqual(new Set(['failed_precondition']))
})

test('who leaves has all of what it typed delivered, and the command goes on', async () => {
  await using agent = await newAgent()
  const leaving = new AbortController()
  const line = await agent.client.line(
    sh('head -c 300000 | wc -c; sleep 0.1; echo on'),
    leaving.signal,
  )
  void line.type(Buffer.alloc(300_000))
  leaving.abort()
  const again = await agent.client.line({
    connect: { process: { pid: line.pid }, stdoutOffset: 0 },
  })
  expect(await heard(again)).toMatchObject({ stdout: '300000\non\n', end: { exitCode: 0 } })
})

test('a caller who does not read holds up neither the command nor another caller', async () => {
  await using agent = await newAgent()
  const slow = await agent.client.line(sh('head -c 20000000 /dev/zero; echo done'))
  const fast = await agent.client.line({
    connect: { process: { pid: slow.pid }, stdoutOffset: 0 },
  })
  expect((await heard(fast)).stdout.length).toBe(20_000_005)
  expect((await heard(slow)).stdout.length).toBe(20_000_005)
})

test('frames come apart anywhere, and are the same again', () => {
  const bytes = Buffer.concat([
    jsonFrame(frameTypes.start, { pid: 7 }),
    frameHead(frameTypes.stdout, 5, 2 ** 40),
    Buffer.from('hello'),
    frameHead(frameTypes.input, 0),
    jsonFrame(frameTypes.end, {}),
  ])
  for (let size = 1; size <= bytes.length; size++) {
    const parts = new Parts(1_000)
    const told: string[] = []
    let output = ''
    for (let at = 0; at < bytes.length; at += size) {
      for (const { type, offset, data } of parts.in(bytes.subarray(at, at + size))) {
        if (type !== frameTypes.stdout) told.push(`${type} ${data}`)
        else {
          expect(offset).toBe(2 ** 40 + output.length)
          output += data
        }
      }
    }
    expect({ output, told }).toEqual({ output: 'hello', told: ['10 {"pid":7}', '2 ', '13 {}'] })
  }
  const [...none] = new Parts(10).in(frameHead(frameTypes.start, 10))
  expect(none).toEqual([])
  expect(() => [...new Parts(10).in(frameHead(frameTypes.start, 11))]).toThrow(RangeError)
})
