import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { begun, bin, home, said, typed } from './bin.ts'
import { type Standin, standin } from './standin/server.ts'

test('Ctrl-C on run deletes the session before it leaves, with 130', async () => {
  await using server = await standin()
  const child = begun(home(server), process.execPath, [bin, 'run', 'echo on; sleep 600'])
  const end = said(child)
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  const { code, stdout, stderr } = await end

  expect({ code, stdout, states: states(server) }).toEqual({
    code: 130,
    stdout: 'on\n',
    states: ['stopped'],
  })
  expect(stderr).toContain('Receipt:')
  expect(stderr).not.toContain('error:')
})

test.for([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s does the same, with %i', async ([signal, wanted]) => {
  await using server = await standin()
  const child = begun(home(server), process.execPath, [bin, 'run', 'echo on; sleep 600'])
  const end = said(child)
  await once(child.stdout, 'data')
  child.kill(signal)
  expect((await end).code).toBe(wanted)
  expect(states(server)).toEqual(['stopped'])
})

test.for(['run', 'create'])('Ctrl-C while %s makes the session deletes it too', async (verb) => {
  await using server = await standin()
  server.startMs = 700
  const args = verb === 'run' ? [bin, 'run', 'echo never'] : [bin, 'create']
  const child = begun(home(server), process.execPath, args)
  const end = said(child)
  await until(() => server.sessions.size === 1)
  child.kill('SIGINT')
  const { code, stdout } = await end

  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(states(server)).toEqual(['stopped'])
})

test('a second Ctrl-C leaves at once and names the command that deletes what stays', async () => {
  await using server = await standin()
  server.deleteMs = 60_000
  const child = begun(home(server), process.execPath, [bin, 'run', 'echo on; sleep 600'])
  const end = said(child)
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  await until(() => server.asked.some(({ name }) => name === 'sessions.delete'))
  child.kill('SIGINT')
  const { code, stderr } = await end

  expect(code).toBe(130)
  expect(stderr).toContain(`onmemos rm ${[...server.sessions.keys()][0]}`)
})

test('Ctrl-C on exec leaves the session, and says that the command may go on', async () => {
  await using server = await standin()
  const at = home(server)
  const id = (await typed(at, 'create')).stdout.trim()
  const child = begun(at, process.execPath, [bin, 'exec', id, 'echo on; sleep 600'])
  const end = said(child)
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  const { code, stderr } = await end

  expect({ code, states: states(server) }).toEqual({ code: 130, states: ['running'] })
  expect(stderr).toContain(`onmemos rm ${id}`)
})

test('a reader that stops, as head does, ends a run quietly and its session with it', async () => {
  await using server = await standin()
  const line = `"${process.execPath}" "${bin}" run 'yes' | head -n 1`
  const { code, stdout, stderr } = await said(begun(home(server), '/bin/sh', ['-c', line]))

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'y\n' })
  expect(stderr).not.toMatch(/EPIPE|error/i)
  expect(states(server)).toEqual(['stopped'])
})

test('Ctrl-C on run --keep leaves the session, and says so', async () => {
  await using server = await standin()
  const args = [bin, 'run', '--keep', 'echo on; sleep 600']
  const child = begun(home(server), process.execPath, args)
  const end = said(child)
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  const { code, stderr } = await end

  expect({ code, states: states(server) }).toEqual({ code: 130, states: ['running'] })
  expect(stderr).toMatch(/the session stays.*is kept/s)
})

const states = ({ sessions }: Standin) => [...sessions.values()].map(({ status }) => status)

/** For what happens at the server, which tells nobody. */
async function until(holds: () => boolean) {
  while (!holds()) await delay(5)
}
