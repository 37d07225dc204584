import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { costOf } from '../../shared/pricing/rate.ts'
import { ask, freePort, newStateDirectory, npmStart } from '../kit/npmStart.ts'
import { family, survivors } from '../kit/processes.ts'

const run = promisify(execFile)

test('the first run serves, its "try it" block works as pasted, and Ctrl-C leaves no process', async () => {
  const cloud = await npmStart(newStateDirectory())
  const block = cloud.said().split('Try it, in another terminal:')[1]?.split('Ctrl-C')[0] ?? ''
  const { stdout } = await run('bash', ['-ec', block])
  expect(stdout).toMatch(/hello from ws-default-user-\d+/)
  expect(stdout).toMatch(/available\s+9\.99/)
  expect(stdout).toContain('"namespace":"team-a","user":"alice"')

  const all = family(cloud.pid)
  cloud.kill('SIGINT')
  expect(await cloud.ended).toBe(0)
  expect(await survivors(all)).toEqual([])
}, 60_000)

test('what is known survives a restart; --fresh forgets it', async () => {
  const state = newStateDirectory()
  const first = await npmStart(state)
  const { body: session } = await ask(first, 'POST', '/v1/sessions', { provider: 'local' })
  first.kill('SIGTERM')
  await first.ended

  const second = await npmStart(state)
  expect(second.key).toBe(first.key)
  expect((await ask(second, 'GET', `/v1/sessions/${session.id}`)).body).toMatchObject({
    status: 'stopped',
    reason: 'admin',
  })
  second.kill('SIGTERM')
  await second.ended

  const third = await npmStart(state, ['--fresh'])
  expect(third.key).not.toBe(first.key)
  expect((await ask(third, 'GET', '/v1/sessions')).body.sessions).toEqual([])
}, 120_000)

test('killed with -9 during a command and started again, the session goes on and is charged once', async () => {
  const state = newStateDirectory()
  const killed = await npmStart(state)
  const { body: session } = await ask(killed, 'POST', '/v1/sessions', { provider: 'local' })
  const path = `/v1/sessions/${session.id}`
  const cut = ask(killed, 'POST', `${path}/execute`, {
    command: 'echo begun > file; sleep 4; echo finished >> file',
  }).catch(() => 'cut')
  const begun = async () =>
    (await ask(killed, 'POST', `${path}/execute`, { command: 'cat file' })).body.success
  while (!(await begun())) await sleep(50)
  const keepers = family(killed.pid).filter((pid) => pid !== killed.pid)
  killed.kill('SIGKILL')
  expect(await cut).toBe('cut')

  const again = await npmStart(state)
  expect((await ask(again, 'GET', path)).body.status).toBe('running')
  const finished = async () =>
    (await ask(again, 'POST', `${path}/execute`, { command: 'cat file' })).body.stdout
  while (!(await finished()).includes('finished')) await sleep(100)
  expect((await ask(again, 'DELETE', path)).body).toMatchObject({ status: 'stopped' })

  const { body: receipt } = await ask(again, 'GET', `${path}/receipt`)
  expect(receipt.charged.micros).toBe(costOf(receipt.billed_seconds, 45_000))
  expect(receipt.billed_seconds).toBeGreaterThanOrEqual(4)
  const verbs = receipt.entries.map(({ verb }: { verb: string }) => verb)
  expect(verbs).toEqual(['hold', 'settle', 'release'])
  expect((await ask(again, 'GET', '/admin/books')).body).toMatchObject({
    sum_micros: 0,
    findings: [],
  })
  expect(await survivors(keepers)).toEqual([])
}, 60_000)

test('a port that is taken is said, with what to do, before anything starts', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  const cloud = await npmStart(newStateDirectory(), ['--port', `${port}`])
  expect(await cloud.ended).toBe(1)
  expect(cloud.said()).toMatch(
    new RegExp(`port ${port} on 127.0.0.1 is taken.*choose another`, 's'),
  )
  other.close()
}, 30_000)

test('a backend that cannot be had here is said, with what to do, before anything starts', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock')
  const cloud = await npmStart(newStateDirectory(), ['--backend', 'docker'])
  vi.unstubAllEnvs()
  expect(await cloud.ended).toBe(1)
  expect(cloud.said()).toMatch(/DOCKER_HOST|run npm start as root/)
}, 30_000)

test.each([
  [['--port', 'eighty'], 'Invalid input'],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--backend', 'gke,nowhere'], 'choose from local, docker, cloud_run, gke'],
])('%j is refused with the usage', async (args, why) => {
  const cloud = await npmStart(newStateDirectory(), args)
  expect(await cloud.ended).toBe(2)
  expect(cloud.said()).toContain(why)
  expect(cloud.said()).toContain('--admin-port')
})
