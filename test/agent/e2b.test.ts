import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as E2b from 'e2b'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newFront } from './front.ts'
import { newAgent } from './ground.ts'

/** Those that were published when this was written, and the oldest that the agent is meant for. */
const published = ['e2b-2-45', 'e2b']

describe.each(published)('the client %s', async (published) => {
  // To the compiler the older is the newer: what is used of it is the same.
  const { CommandExitError, FileNotFoundError, Sandbox }: typeof E2b = await import(published)

  test('it runs commands, hears both streams and is told how they end', async () => {
    await using ground = await newSandbox(Sandbox)
    const { commands } = ground.sandbox
    const heard: string[] = []
    const result = await commands.run('echo out; echo err >&2; echo $NAME', {
      envs: { NAME: 'ada' },
      onStdout: (text) => void heard.push(text),
    })
    expect(result).toMatchObject({ exitCode: 0, stdout: 'out\nada\n', stderr: 'err\n' })
    expect(heard.join('')).toBe('out\nada\n')
    const failed = commands.run('exit 7')
    await expect(failed).rejects.toBeInstanceOf(CommandExitError)
    await expect(failed).rejects.toMatchObject({ exitCode: 7 })
  })

  test('it speaks to a command in the background, finds it again and ends it', async () => {
    await using ground = await newSandbox(Sandbox)
    const { commands } = ground.sandbox
    const cat = await commands.run('cat; echo over', { background: true, stdin: true })
    await commands.sendStdin(cat.pid, 'hello\n')
    await commands.closeStdin(cat.pid)
    expect(await cat.wait()).toMatchObject({ exitCode: 0, stdout: 'hello\nover\n' })
    const sleeper = await commands.run('sleep 1000', { background: true })
    expect((await commands.list()).map(({ pid }) => pid)).toContain(sleeper.pid)
    const again = await commands.connect(sleeper.pid)
    expect(await commands.kill(sleeper.pid)).toBe(true)
    await expect(again.wait()).rejects.toMatchObject({ exitCode: -1 })
    expect(await commands.kill(sleeper.pid)).toBe(false)
  })

  test('it has a terminal: types, resizes, ends it', async () => {
    await using ground = await newSandbox(Sandbox)
    const { pty } = ground.sandbox
    let screen = ''
    const terminal = await pty.create({
      cols: 80,
      rows: 24,
      onData: (bytes) => {
        screen += Buffer.from(bytes)
      },
      timeoutMs: 60_000,
    })
    const type = (text: string) => pty.sendInput(terminal.pid, Buffer.from(text))
    await type('stty size\n')
    await expect.poll(() => screen, { timeout: 30_000 }).toContain('24 80\r\n')
    await pty.resize(terminal.pid, { cols: 111, rows: 37 })
    await type('stty size; exit 5\n')
    await expect(terminal.wait()).rejects.toMatchObject({ exitCode: 5 })
    expect(screen).toContain('37 111\r\n')
    const other = await pty.create({ cols: 80, rows: 24, onData: () => {} })
    expect(await pty.kill(other.pid)).toBe(true)
  })

  test('it writes, reads, lists, moves and removes files', async () => {
    await using ground = await newSandbox(Sandbox)
    const { files } = ground.sandbox
    const at = (name: string) => join(ground.home, name)
    expect(await files.write('greeting.txt', 'hello')).toMatchObject({ path: at('greeting.txt') })
    expect(readFileSync(at('greeting.txt'), 'utf8')).toBe('hello')
    expect(await files.read('~/greeting.txt')).toBe('hello')
    await files.write([
      { path: at('many/one'), data: 'one' },
      { path: at('many/two'), data: new Blob(['two']) },
    ])
    const streamed = new Blob(['x'.repeat(3_000_000)]).stream()
    await files.write(at('streamed'), streamed)
    expect((await files.read(at('streamed'), { format: 'bytes' })).length).toBe(3_000_000)
    await files.write(at('zipped'), 'zipped', { gzip: true })
    expect(await files.read(at('zipped'))).toBe('zipped')
    await files.write(at('empty'), '')
    expect(await files.read(at('empty'))).toBe('')
    expect((await files.list(at('many'))).map(({ name, type }) => [name, type])).toEqual([
      ['one', 'file'],
      ['two', 'file'],
    ])
    expect(await files.getInfo(at('many'))).toMatchObject({ type: 'dir', name: 'many' })
    expect(await files.makeDir(at('many'))).toBe(false)
    expect(await files.makeDir(at('deep/er'))).toBe(true)
    expect(await files.rename(at('many'), at('deep/many'))).toMatchObject({ path: at('deep/many') })
    expect(await files.exists(at('many'))).toBe(false)
    await files.remove(at('deep'))
    expect(await files.exists(at('deep'))).toBe(false)
    await expect(files.read(at('nothing'))).rejects.toBeInstanceOf(FileNotFoundError)
    await expect(files.list(at('nothing'))).rejects.toBeInstanceOf(FileNotFoundError)
  })

  test('it watches a directory', async () => {
    await using ground = await newSandbox(Sandbox)
    const { files } = ground.sandbox
    const seen: string[] = []
    const watch = await files.watchDir(
      ground.home,
      ({ type, name }) => void seen.push(`${type} ${name}`),
      {
        recursive: true,
      },
    )
    await files.makeDir(join(ground.home, 'made'))
    await expect.poll(() => seen, { timeout: 30_000 }).toContain('create made')
    await files.write(join(ground.home, 'made/file'), 'text')
    await expect.poll(() => seen, { timeout: 30_000 }).toContain('create made/file')
    await files.remove(join(ground.home, 'made'))
    await expect.poll(() => seen, { timeout: 30_000 }).toContain('remove made')
    await watch.stop()
  })
})

/** The published client, at an agent whose user's home is the test's. */
async function newSandbox(Sandbox: typeof E2b.Sandbox) {
  const home = mkdtempSync(join(tmpdir(), 'onm-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const agent = await newAgent({ env: { PATH: '/usr/bin:/bin', HOME: home } })
  const front = await newFront(agent)
  const sandbox = await Sandbox.connect('sandbox', {
    apiKey: `e2b_${'0'.repeat(40)}`,
    apiUrl: front.url,
    sandboxUrl: front.url,
  })
  return { sandbox, home, [Symbol.asyncDispose]: front[Symbol.asyncDispose] }
}
