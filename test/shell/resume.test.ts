import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { decode } from '../../shell/binary/frames.ts'
import { bundleShell } from '../../shell/bundle.ts'
import { type Client, connect, connectJson } from '../kit/shell.ts'
import { type ShellProcess, startShell } from '../kit/shellProcess.ts'
import { newWorld, type World } from '../kit/world.ts'

// The issue's own numbers take a quarter of an hour: SHELL_KILLS=200 SHELL_RECONNECTS=1000 SHELL_STREAM_MB=50.
const kills = Number(process.env.SHELL_KILLS ?? 4)
const reconnects = Number(process.env.SHELL_RECONNECTS ?? 60)
const streamBytes = Number(process.env.SHELL_STREAM_MB ?? 16) * 1_000_000

let world: World
let program: string
let session: string
let headers: Record<string, string>

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-shell-'))
  await bundleShell(folder)
  program = join(folder, 'main.cjs')
  world = await newWorld({ credit: { ada: 10 }, lasts: 'file' })
  headers = { 'x-api-key': world.citizen('ada').key }
  const resources = { memory_mb: 512 }
  const wish = { provider: 'local', resources, ttl_minutes: 240 }
  session = (await world.as('ada').post('/v1/sessions', wish)).body.id
  // Long runs outlive a lease.
  const sweeping = setInterval(() => world.run('sweep').catch(() => undefined), 20_000)
  return async () => {
    clearInterval(sweeping)
    await world.close()
    rmSync(folder, { recursive: true })
  }
})

/** As it is deployed, which also begins sooner. */
const start = () => startShell(world, { program: [program] })

/** Lines that say where they are, so that a byte lost, doubled or moved shows. */
const numbers = `seq -f "%015.0f" 0 ${streamBytes / 16 - 1}`
const expected = () => {
  const hash = createHash('sha256')
  for (let i = 0; i < streamBytes / 16; i += 12_500) {
    const lines = Array.from({ length: 12_500 }, (_, j) => `${i + j}`.padStart(15, '0'))
    hash.update(`${lines.join('\n')}\n`)
  }
  return hash.digest('hex')
}

test(
  `killed with -9 at ${kills} moments of a ${streamBytes / 1e6} MB stream, two shells in turn lose no byte and double none`,
  async () => {
    let shells = await Promise.all([start(), start()])
    const hash = createHash('sha256')
    let bytes = 0
    let killed = 0
    let code: number | undefined
    while (code === undefined) {
      const [shell, spare] = shells
      const query = new URLSearchParams({ cmd: numbers, id: 'stream', stdout_offset: `${bytes}` })
      const url = `${shell.url}/v1/sessions/${session}/exec?${query}`
      const client = await connect(url, { headers })
      // Each life has a share of the stream, and ends somewhere in it.
      const until = ((killed + Math.random() * 0.7) * streamBytes) / kills
      while (code === undefined && (killed === kills || bytes < until)) {
        const message = await client.next()
        if (!message) break
        const frame = decode(message)
        if (frame.type === 'exit') code = frame.code
        if (frame.type !== 'stdout') continue
        hash.update(frame.data)
        bytes += frame.data.length
      }
      if (code === undefined) {
        killed++
        // What was on its way is not read: it is asked for again.
        await shell.kill()
        shells = [spare, await start()]
      }
      client.ws.terminate()
    }
    expect({ bytes, code, killed }).toEqual({ bytes: streamBytes, code: 0, killed: kills })
    expect(hash.digest('hex')).toBe(expected())
    await Promise.all(shells.map((shell) => shell.kill()))
  },
  120_000 + kills * 10_000,
)

test('SIGTERM sends clients on with their offsets, and the process ends by itself', async () => {
  const [first, second] = await Promise.all([start(), start()])
  const path = `/v1/sessions/${session}/shell`
  const client = await connectJson(`${first.url}${path}`, { headers })
  client.say({ type: 'attach', terminal: 'moved', command: 'echo one; read x; echo $x' })
  await client.read('one')
  expect(await first.kill('SIGTERM')).toBe(0)
  const { terminals } = await client.until('reconnect')
  expect(await client.closed).toMatchObject({ code: 1012 })
  const moved = await connectJson(`${second.url}${path}`, { headers })
  for (const place of terminals) moved.say({ type: 'attach', ...place })
  await moved.until('attached')
  moved.say({ type: 'input', terminal: 'moved', data: 'two\n' })
  await moved.read('two')
  expect(await moved.until('exit')).toMatchObject({ returncode: 0 })
  await second.kill()
}, 60_000)

test('from every offset of a stream the rest is the same', async () => {
  const shell = await start()
  const text = 'añ😀 of 41 bytes, some of which are parts\n'
  const from = async (offset: number) => {
    const query = new URLSearchParams({
      cmd: `printf '%s' '${text}'`,
      id: 'every',
      stdout_offset: `${offset}`,
    })
    return rest(await connect(`${shell.url}/v1/sessions/${session}/exec?${query}`, { headers }))
  }
  const whole = Buffer.from(text)
  for (let offset = 0; offset <= whole.length; offset++) {
    expect((await from(offset)).equals(whole.subarray(offset)), `from ${offset}`).toBe(true)
  }
  await shell.kill()
}, 60_000)

test('a client that does not read costs itself little and others nothing', async () => {
  const shell = await start()
  const url = (id: string) =>
    `${shell.url}/v1/sessions/${session}/exec?${new URLSearchParams({ cmd: numbers, id })}`
  const before = residentBytes(shell)
  const stalled = await Promise.all(
    Array.from({ length: 10 }, () => connect(url('both'), { headers })),
  )
  for (const { ws } of stalled) ws.pause()
  const fast = await connect(url('both'), { headers })
  expect(
    createHash('sha256')
      .update(await rest(fast))
      .digest('hex'),
  ).toBe(expected())
  await sleep(500)
  // And as much again for the garbage of a process that relays at full speed.
  const perClient = (residentBytes(shell) - before) / stalled.length
  expect(perClient).toBeLessThan(5 * 1_048_576 + 40_000_000 / stalled.length)
  // The slow one has lost nothing.
  const [slow] = stalled
  slow?.ws.resume()
  if (slow)
    expect(
      createHash('sha256')
        .update(await rest(slow))
        .digest('hex'),
    ).toBe(expected())
  for (const { ws } of stalled) ws.terminate()
  await shell.kill()
}, 120_000)

test(
  `${reconnects} clients come and go, and leave no descriptor open`,
  async () => {
    const shell = await start()
    const path = `${shell.url}/v1/sessions/${session}/shell`
    const visit = async () => {
      const client = await connectJson(path, { headers })
      client.say({ type: 'attach', terminal: 'visited' })
      await client.until('attached')
      client.ws.terminate()
    }
    await visit()
    await sleep(200)
    const before = descriptors(shell)
    for (let i = 0; i < reconnects; i += 10) await Promise.all(Array.from({ length: 10 }, visit))
    // Idle connections to the agent and to Firestore may stay, as many as were used at a time.
    await expect.poll(() => descriptors(shell), { timeout: 30_000 }).toBeLessThan(before + 25)
    await shell.kill()
  },
  60_000 + reconnects * 500,
)

/** All that comes up to the exit. */
async function rest(client: Client): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let message = await client.next(); message; message = await client.next()) {
    const frame = decode(message)
    if (frame.type === 'exit') break
    if (frame.type === 'stdout') parts.push(frame.data)
  }
  client.ws.terminate()
  return Buffer.concat(parts)
}

const descriptors = ({ pid }: ShellProcess) => readdirSync(`/proc/${pid}/fd`).length

function residentBytes({ pid }: ShellProcess): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return Number(pages) * 4_096
}
