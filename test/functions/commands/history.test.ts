import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { commands, outputs } from '../../../shared/commands/stored.ts'
import { BoxRecord } from '../../../shared/providers/local/record.ts'
import { newKeeping } from '../../kit/keeping.ts'
import { newWorld, type World } from '../../kit/world.ts'

// A loaded machine takes its time to begin boxes.
vi.setConfig({ testTimeout: 90_000 })

const credit = { ada: 10, eve: 1 }

async function newSession(of: Promise<World> = newWorld({ credit })) {
  const world = await of
  const ada = world.as('ada')
  const resources = { memory_mb: 256, disk_mb: 32 }
  const made = await ada.post('/v1/sessions', { provider: 'local', resources })
  const id = String(made.body.id)
  const path = `/v1/sessions/${id}`
  return {
    world,
    ada,
    id,
    path,
    run: (command: string, more: object = {}) => ada.post(`${path}/execute`, { command, ...more }),
    commands: async () => (await ada.get(`${path}/commands`)).body.commands,
    /** All of a stream, as whoever asks again and again puts it together. */
    output: async (command: number, stream = 'stdout') => {
      const found: { offset: number; text: string }[] = []
      for (let offset = 0; ; ) {
        const query = `stream=${stream}&offset=${offset}`
        const { body } = await ada.get(`${path}/commands/${command}/output?${query}`)
        if (body.data === '') return { found, body }
        found.push({ offset: body.offset, text: body.data })
        offset = body.next_offset
      }
    },
  }
}

test('what a session ran is told while it runs and when it is gone, each with its one end', async () => {
  const session = await newSession()
  await session.run('echo one; echo two >&2; exit 3')
  await session.run('kill -TERM $$')
  await session.run('sleep 1000', { timeout: 0.2 })
  const expected = [
    { id: '1', status: 'ended', cause: 'exited', returncode: 3, signal: null, stdout_bytes: 4 },
    { id: '2', status: 'ended', cause: 'signal', returncode: 143, signal: 'SIGTERM' },
    { id: '3', status: 'ended', cause: 'timeout', returncode: 124 },
  ]
  const before = await session.commands()
  expect(before).toMatchObject(expected)
  expect(before[0].argv).toEqual(['/bin/sh', '-c', 'echo one; echo two >&2; exit 3'])
  await session.ada.delete(session.path)
  expect(await session.commands()).toEqual(before)
  expect((await session.output(1)).found).toEqual([{ offset: 0, text: 'one\n' }])
  expect((await session.output(1, 'stderr')).found).toEqual([{ offset: 0, text: 'two\n' }])
  const answer = await session.ada.get(`${session.path}/commands/2`)
  expect(answer.body).toEqual(before[1])
})

test('a command that its session ended says so, with what it had said', async () => {
  const session = await newSession()
  const agent = session.world.plane.agent('local', session.id)
  const events = agent.run({ argv: ['/bin/sh', '-c', 'echo begun; sleep 1000'] })
  for await (const event of events) if (event.type === 'stdout') break
  expect(await session.commands()).toMatchObject([
    { status: 'running', cause: null, stdout_bytes: 6 },
  ])
  expect((await session.output(1)).body).toMatchObject({ total_bytes: 6, is_complete: false })
  await session.ada.delete(session.path)
  expect(await session.commands()).toMatchObject([{ status: 'ended', cause: 'stopped' }])
  expect((await session.output(1)).body).toMatchObject({ total_bytes: 6, is_complete: true })
})

test('what a session that nobody stopped said is kept too, whoever finds it gone', async () => {
  const session = await newSession()
  await session.run('echo before the end')
  const { plane } = session.world
  // The lease ends on the box's own clock, as if nobody had been there to renew it.
  await plane.agent('local', session.id).stop(0)
  await expect
    .poll(async () => (await plane.providers.local.observe(session.id)).state, { timeout: 30_000 })
    .toBe('ended')
  await session.world.run('recover')
  expect((await session.ada.get(session.path)).body.status).not.toBe('running')
  expect(await session.commands()).toMatchObject([{ cause: 'exited', returncode: 0 }])
  expect((await session.output(1)).found).toEqual([{ offset: 0, text: 'before the end\n' }])
})

test('of a long output the head and the tail are kept, and the gap between them is said', async () => {
  const session = await newSession()
  await session.run('seq 200000')
  const all = Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join('')
  const whole = (await session.output(1)).found.map(({ text }) => text).join('')
  expect(whole).toBe(all)
  await session.ada.delete(session.path)
  const { found, body } = await session.output(1)
  expect(found.map(({ offset }) => offset)).toEqual([0, all.length - 196_608])
  expect(found.map(({ text }) => text)).toEqual([all.slice(0, 65_536), all.slice(-196_608)])
  expect(body).toMatchObject({ total_bytes: all.length, is_complete: true })
})

test('where there is a bucket, what lies between the head and the tail is kept there, until its time is over', async () => {
  const keeping = await newKeeping(credit)
  const session = await newSession(Promise.resolve(keeping))
  await session.run('seq 300000')
  await session.ada.delete(session.path)
  const all = Array.from({ length: 300_000 }, (_, i) => `${i + 1}\n`).join('')
  const { found, body } = await session.output(1)
  expect(found.map(({ text }) => text).join('')).toBe(all)
  expect(body).toMatchObject({ total_bytes: all.length, is_complete: true })
  // One whose box was lost before its command came on record.
  await keeping.depot.write('outputs/ada/sess_lost/1.stdout', Readable.from([Buffer.from('x')]))
  session.world.advance({ seconds: 2 * 3_600 })
  expect(await session.world.run('tidy')).toMatchObject({ strays: 1 })
  expect(await keeping.objects()).toEqual([expect.stringMatching(/^outputs\/.*\/1\.stdout$/)])
  session.world.advance({ seconds: 31 * 86_400 })
  await session.world.run('purge')
  expect(await keeping.objects()).toEqual([])
})

test('the list comes in pages; what is not there, or not mine, is not found', async () => {
  const session = await newSession()
  for (const command of ['true', 'false', 'true']) await session.run(command)
  for (const end of [false, true]) {
    if (end) await session.ada.delete(session.path)
    const first = await session.ada.get(`${session.path}/commands?limit=2`)
    expect(first.body.commands.map(({ id }: { id: string }) => id)).toEqual(['1', '2'])
    const rest = `limit=2&cursor=${first.body.next_cursor}`
    const second = await session.ada.get(`${session.path}/commands?${rest}`)
    expect(second.body).toMatchObject({ commands: [{ id: '3' }], next_cursor: null })
    expect(await session.ada.get(`${session.path}/commands/9`)).toMatchObject({ status: 404 })
    expect(await session.ada.get(`${session.path}/commands/9/output`)).toMatchObject({
      status: 404,
    })
    expect(await session.ada.get(`${session.path}/commands?cursor=x`)).toMatchObject({
      status: 422,
    })
    const eve = session.world.as('eve')
    expect(await eve.get(`${session.path}/commands/1/output`)).toMatchObject({ status: 404 })
  }
})

test('more commands than the agent remembers are on record all the same', async () => {
  const session = await newSession()
  const agent = session.world.plane.agent('local', session.id)
  for (let i = 1; i <= 70; i++) {
    for await (const _ of agent.run({ argv: ['/bin/echo', String(i)] }));
  }
  expect((await session.output(2)).found).toEqual([{ offset: 0, text: '2\n' }])
  await session.ada.delete(session.path)
  const { commands } = (await session.ada.get(`${session.path}/commands?limit=100`)).body
  expect(commands).toHaveLength(70)
  expect((await session.output(2)).found).toEqual([{ offset: 0, text: '2\n' }])
  expect((await session.output(70)).found).toEqual([{ offset: 0, text: '70\n' }])
})

test('after the time they are kept, commands are told no more', async () => {
  const session = await newSession()
  await session.run('true')
  await session.ada.delete(session.path)
  expect(await session.commands()).toHaveLength(1)
  session.world.advance({ seconds: 31 * 86_400 })
  expect(await session.commands()).toEqual([])
  expect(await session.ada.get(`${session.path}/commands/1`)).toMatchObject({ status: 404 })
  expect(await session.world.run('purge')).toEqual({ removed: 1, isAll: true })
  const { db } = session.world.plane
  for (const { name } of [commands, outputs]) {
    expect((await db.collection(name).get()).size).toBe(0)
  }
})

test('a box that is killed with its agent loses no command that was begun, nor what was told of one', async () => {
  const session = await newSession()
  const { plane, runDirectory } = session.world
  await session.run('echo told; exit 3')
  const agent = plane.agent('local', session.id)
  for await (const { type } of agent.run({ argv: ['sleep', '1000'] })) if (type === 'start') break
  const box = readFileSync(join(runDirectory, session.id, 'box.json'), 'utf8')
  process.kill(BoxRecord.parse(JSON.parse(box)).process?.pid ?? 0, 'SIGKILL')
  await expect
    .poll(async () => (await plane.providers.local.observe(session.id)).state, { timeout: 30_000 })
    .toBe('ended')
  await session.world.run('recover')
  expect(await session.commands()).toMatchObject([
    { id: '1', cause: 'exited', returncode: 3 },
    { id: '2', argv: ['sleep', '1000'], status: 'ended', cause: 'provider_lost', returncode: 137 },
  ])
  expect((await session.output(1)).found).toEqual([{ offset: 0, text: 'told\n' }])
})

test('what was run before a pause is told with what was run after it, each under its own number', async () => {
  const session = await newSession(newKeeping(credit))
  await session.run('echo before')
  expect((await session.ada.post(`${session.path}/pause`)).body.status).toBe('paused')
  expect(await session.commands()).toMatchObject([{ id: '1', returncode: 0 }])
  expect((await session.ada.post(`${session.path}/resume`)).body.status).toBe('running')
  await session.run('echo after')
  const listed = await session.commands()
  expect(listed).toMatchObject([{ id: '1' }, { id: '1000001', returncode: 0 }])
  const tellsBoth = async () => {
    expect((await session.output(1)).found).toEqual([{ offset: 0, text: 'before\n' }])
    expect((await session.output(1_000_001)).found).toEqual([{ offset: 0, text: 'after\n' }])
  }
  await tellsBoth()
  await session.ada.delete(session.path)
  expect(await session.commands()).toEqual(listed)
  await tellsBoth()
})

test('a command that a pause ended says so, with all it had said and nothing it never came to', async () => {
  const session = await newSession(newKeeping(credit))
  const agent = session.world.plane.agent('local', session.id)
  const counting = 'i=0; while :; do i=$((i+1)); echo $i >> said; echo $i; sleep 0.01; done'
  for await (const { type } of agent.run({ argv: ['/bin/sh', '-c', counting] })) {
    if (type === 'stdout') break
  }
  expect((await session.ada.post(`${session.path}/pause`)).body.status).toBe('paused')
  expect((await session.commands()).at(-1)).toMatchObject({ status: 'ended', cause: 'stopped' })
  const told = (await session.output(1)).found.map(({ text }) => text).join('')
  await session.ada.post(`${session.path}/resume`)
  const { stdout: kept } = (await session.run('tail -n 1 said')).body
  const count = told.trim().split('\n').length
  expect(told).toBe(Array.from({ length: count }, (_, n) => `${n + 1}\n`).join(''))
  // The number is in the file before it is said. The file only grows: no pause finds it emptied and not yet written.
  expect(Number(kept) - count).toBeOneOf([0, 1])
})
