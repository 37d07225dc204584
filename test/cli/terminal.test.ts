import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { aligned } from '../../cli/output.ts'
import { home, inTerminal, typed } from './bin.ts'
import { standin } from './standin/server.ts'

// util-linux's `script` gives a command a terminal of its own.
const it = test.skipIf(spawnSync('script', ['--version']).error)
const control = '\u001B['

it('a terminal gets headings, aligned columns and colours', async () => {
  await using server = await standin()
  const at = home(server)
  await typed(at, 'create')
  const { stdout } = await inTerminal(at, 'ls')
  expect(stdout).toMatch(/ID +NAME +STATUS/)
  expect(stdout).toContain(control)
})

it('NO_COLOR takes the colours away', async () => {
  await using server = await standin()
  const at = home(server)
  await typed(at, 'create')
  const { stdout } = await inTerminal({ ...at, env: { ...at.env, NO_COLOR: '1' } }, 'ls')
  expect(stdout).toMatch(/ID +NAME +STATUS/)
  expect(stdout).not.toContain(control)
})

it('a label cannot steer the terminal', async () => {
  await using server = await standin()
  const at = home(server)
  const id = (await typed(at, 'create', '--label', 'x=\u001B[2J')).stdout.trim()
  expect((await inTerminal(at, 'get', id)).stdout).not.toContain(`${control}2J`)
})

it('a terminal gets a spinner that leaves nothing behind, and the output', async () => {
  await using server = await standin()
  server.startMs = 700
  const { code, stdout } = await inTerminal(home(server), 'run', 'echo done; exit 5')
  expect(code).toBe(5)
  expect(stdout).toContain('Making a session…')
  expect(stdout).toContain(`${control}?25h`)
  expect(stdout).toContain('done')
})

test('what is piped has no escape sequences, on stdout or stderr', async () => {
  await using server = await standin()
  const at = home(server)
  const { stdout, stderr } = await typed(at, 'run', 'echo plain')
  const failed = await typed(at, 'get', 'none')
  for (const text of [stdout, stderr, failed.stderr]) expect(text).not.toContain('\u001B')
})

test('columns are as wide as their widest cell, and no line ends in blanks', () => {
  expect(
    aligned([
      ['ID', 'NAME'],
      ['sess1', 'x'],
    ]),
  ).toEqual(['ID     NAME', 'sess1  x'])
})
