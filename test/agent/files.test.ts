import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { newAgent } from './ground.ts'

/** An agent whose user's home is a directory of the test. */
async function newHome() {
  const agent = await newAgent()
  const home = join(agent.directory, 'home')
  mkdirSync(home)
  return {
    agent,
    files: agent.client.files,
    home,
    at: (name: string) => join(home, name),
    [Symbol.asyncDispose]: agent[Symbol.asyncDispose],
  }
}

const textOf = async (bytes: Readable) => Buffer.concat(await bytes.toArray()).toString()
const code = (code: string) => expect.objectContaining({ code })

test('a file comes back as it was put, its parents made, nothing left beside it', async () => {
  await using home = await newHome()
  const all = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251))
  await home.files.upload(home.at('a/b/file'), Readable.from([all]))
  expect(readdirSync(home.at('a/b'))).toEqual(['file'])
  expect(statSync(home.at('a/b/file')).mode & 0o777).toBe(0o644)
  const { bytes, sizeBytes, range } = await home.files.download(home.at('a/b/file'))
  expect({ sizeBytes, range }).toEqual({ sizeBytes: 300_000, range: null })
  expect(Buffer.concat(await bytes.toArray()).equals(all)).toBe(true)
})

test.each([
  ['bytes=0-4', 'Hello', { start: 0, end: 4 }],
  ['bytes=7-', 'world', { start: 7, end: 11 }],
  ['bytes=-3', 'rld', { start: 9, end: 11 }],
  ['bytes=7-999', 'world', { start: 7, end: 11 }],
  ['bytes=5-2', 'Hello, world', null],
  ['bytes=0-1,3-4', 'Hello, world', null],
  ['lines=1-2', 'Hello, world', null],
])('the range %s is answered with %s', async (header, expected, range) => {
  await using home = await newHome()
  writeFileSync(home.at('file'), 'Hello, world')
  const answer = await home.files.download(home.at('file'), header)
  expect(answer).toMatchObject({ sizeBytes: 12, range })
  expect(await textOf(answer.bytes)).toBe(expected)
})

test('a range beyond the end is refused, an empty file is answered', async () => {
  await using home = await newHome()
  writeFileSync(home.at('empty'), '')
  await expect(home.files.download(home.at('empty'), 'bytes=0-')).rejects.toEqual(
    code('out_of_range'),
  )
  const { bytes, sizeBytes } = await home.files.download(home.at('empty'))
  expect([sizeBytes, await textOf(bytes)]).toEqual([0, ''])
})

test('an upload that breaks off changes nothing and leaves nothing', async () => {
  await using home = await newHome()
  writeFileSync(home.at('file'), 'before')
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(100_000)
      throw new Error('the caller has hung up')
    })(),
  )
  await expect(home.files.upload(home.at('file'), broken)).rejects.toThrow()
  await expect.poll(() => readdirSync(home.home), { timeout: 30_000 }).toEqual(['file'])
  expect(readFileSync(home.at('file'), 'utf8')).toBe('before')
})

test('a file that is replaced keeps its mode, and a link to it stays a link', async () => {
  await using home = await newHome()
  writeFileSync(home.at('run'), 'old')
  chmodSync(home.at('run'), 0o755)
  symlinkSync('run', home.at('link'))
  await home.files.upload(home.at('link'), Readable.from([Buffer.from('new')]))
  expect(readFileSync(home.at('run'), 'utf8')).toBe('new')
  expect(statSync(home.at('run')).mode & 0o777).toBe(0o755)
  expect(await home.files.stat(home.at('link'))).toMatchObject({
    type: 'FILE_TYPE_FILE',
    symlinkTarget: home.at('run'),
    permissions: expect.stringMatching(/^L/),
  })
})

const mebibytes = Number(process.env.ONMEMOS_FILE_MEBIBYTES ?? 256)
test(`${mebibytes} MiB pass in both directions without being held`, {
  timeout: 240_000,
}, async () => {
  await using home = await newHome()
  const chunk = Buffer.alloc(1_048_576, 'onmemos ')
  const sent = createHash('sha256')
  const source = Readable.from(
    (function* () {
      for (let i = 0; i < mebibytes; i++) {
        sent.update(chunk)
        yield chunk
      }
    })(),
  )
  await home.files.upload(home.at('big'), source)
  expect(statSync(home.at('big')).size).toBe(mebibytes * 1_048_576)
  const got = createHash('sha256')
  const { bytes } = await home.files.download(home.at('big'))
  for await (const part of bytes) got.update(part)
  expect(got.digest('hex')).toBe(sent.digest('hex'))
  expect(agentPeakMiB(await agentPid(home.agent))).toBeLessThan(160)
})

test('files are listed by name, as deep as is asked, links as what they lead to', async () => {
  await using home = await newHome()
  mkdirSync(home.at('dir/inner'), { recursive: true })
  writeFileSync(home.at('dir/inner/deep'), 'x')
  writeFileSync(home.at('b.txt'), 'four')
  symlinkSync('dir', home.at('link'))
  symlinkSync('/nowhere', home.at('lost'))
  const names = async (depth: number) =>
    (await home.files.list(home.home, depth)).map(({ path }) => path.slice(home.home.length + 1))
  expect(await names(1)).toEqual(['b.txt', 'dir', 'link', 'lost'])
  expect(await names(3)).toEqual(['b.txt', 'dir', 'dir/inner', 'dir/inner/deep', 'link', 'lost'])
  const [file, , link, lost] = await home.files.list(home.home, 1)
  expect(file).toMatchObject({ type: 'FILE_TYPE_FILE', size: '4', permissions: '-rw-r--r--' })
  expect(link).toMatchObject({ type: 'FILE_TYPE_DIRECTORY', symlinkTarget: home.at('dir') })
  expect(lost).toMatchObject({ type: 'FILE_TYPE_UNSPECIFIED', symlinkTarget: '/nowhere' })
})

test('directories are made with their parents, moved with all in them, and removed whole', async () => {
  await using home = await newHome()
  await home.files.makeDir(home.at('a/b'))
  await expect(home.files.makeDir(home.at('a/b'))).rejects.toEqual(code('already_exists'))
  writeFileSync(home.at('a/b/file'), 'x')
  expect(await home.files.move(home.at('a'), home.at('new/place'))).toMatchObject({
    name: 'place',
    type: 'FILE_TYPE_DIRECTORY',
  })
  expect(readFileSync(home.at('new/place/b/file'), 'utf8')).toBe('x')
  await home.files.remove(home.at('new'))
  await home.files.remove(home.at('new'))
  expect(readdirSync(home.home)).toEqual([])
})

test('from one file system to another a directory is moved too', async () => {
  await using home = await newHome()
  const elsewhere = `/dev/shm/onm-${process.pid}-move`
  mkdirSync(home.at('dir'))
  writeFileSync(home.at('dir/file'), 'x')
  try {
    await home.files.move(home.at('dir'), elsewhere)
    expect(readFileSync(join(elsewhere, 'file'), 'utf8')).toBe('x')
    expect(readdirSync(home.home)).toEqual([])
  } finally {
    await home.files.remove(elsewhere)
  }
})

test.each([
  ['a file that is not there', 'download', 'nothing', 'not_found'],
  ['a directory as a file', 'download', '.', 'invalid_argument'],
  ['a pipe nobody writes to', 'download', 'pipe', 'invalid_argument'],
  ["the agent's own memory", 'download', '/proc/self/mem', 'permission_denied'],
  ["the agent's environment", 'download', '/proc/self/environ', 'permission_denied'],
  ['a device', 'download', '/dev/zero', 'invalid_argument'],
  ['what is not there', 'stat', 'nothing', 'not_found'],
  ['through a file', 'stat', 'file/inner', 'invalid_argument'],
  ['a listing of a file', 'list', 'file', 'invalid_argument'],
  ["another user's home", 'stat', '~root/x', 'invalid_argument'],
] as const)('%s is refused', async (_, verb, name, refusal) => {
  await using home = await newHome()
  writeFileSync(home.at('file'), '')
  spawnSync('mkfifo', [home.at('pipe')])
  const path = /^[/~]/.test(name) ? name : home.at(name)
  const asked = verb === 'list' ? home.files.list(path, 1) : home.files[verb](path)
  await expect(asked).rejects.toEqual(code(refusal))
})

test('onto a directory nothing is uploaded, nor where no space is left', async () => {
  await using home = await newHome()
  mkdirSync(home.at('dir'))
  const upload = (path: string) => home.files.upload(path, Readable.from([Buffer.from('x')]))
  await expect(upload(home.at('dir'))).rejects.toEqual(code('invalid_argument'))
  await expect(upload('/dev/full')).rejects.toEqual(code('invalid_argument'))
})

test('a form of many files is taken whole, and gzip is understood', async () => {
  await using home = await newHome()
  const form = new FormData()
  form.append('file', new Blob(['one']), home.at('one'))
  form.append('file', new Blob(['two']), home.at('sub/two'))
  const wire = new Response(form)
  const answer = await home.agent.ask({
    path: '/files',
    headers: { 'content-type': wire.headers.get('content-type') ?? '' },
    body: Buffer.from(await wire.arrayBuffer()),
  })
  expect({ status: answer.status, said: JSON.parse(answer.body.toString()) }).toMatchObject({
    status: 200,
    said: [
      { name: 'one', type: 'file' },
      { name: 'two', path: home.at('sub/two') },
    ],
  })
  const zipped = await home.agent.ask({
    path: `/files?path=${home.at('three')}`,
    headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
    body: gzipSync('three'),
  })
  expect(zipped.status).toBe(200)
  expect(['one', 'sub/two', 'three'].map((name) => readFileSync(home.at(name), 'utf8'))).toEqual([
    'one',
    'two',
    'three',
  ])
})

test('a form that names one file twice, or none, or is none, is refused', async () => {
  await using home = await newHome()
  const post = async (body: string | FormData, query = '') => {
    const wire = new Response(body)
    const type =
      typeof body === 'string'
        ? 'multipart/form-data; boundary=x'
        : wire.headers.get('content-type')
    const path = `/files${query}`
    const headers = { 'content-type': type ?? '' }
    return (await home.agent.ask({ path, headers, body: Buffer.from(await wire.arrayBuffer()) }))
      .status
  }
  const twice = new FormData()
  twice.append('file', new Blob(['1']), home.at('same'))
  twice.append('file', new Blob(['2']), home.at('same'))
  expect(await post(twice)).toBe(400)
  const nameless = new FormData()
  nameless.append('file', 'text')
  expect(await post(nameless)).toBe(400)
  expect(await post(nameless, `?path=${home.at('text')}`)).toBe(200)
  expect(readFileSync(home.at('text'), 'utf8')).toBe('text')
  expect(await post('--x\r\ngarbage')).toBe(400)
})

test('what happens in a directory is told: made, written, moved, removed, closed to others', async () => {
  await using home = await newHome()
  const leave = new AbortController()
  const events = home.files
    .watch(home.home, { recursive: true, signal: leave.signal })
    [Symbol.asyncIterator]()
  const next = events.next()
  await home.agent.client.stat()
  // The first change may come before the watch has begun: it is repeated until it is told.
  const poke = setInterval(() => truncateOrMake(home.at('first')), 50)
  const first = (await next).value
  clearInterval(poke)
  expect(first).toMatchObject({ name: 'first' })
  const until = async (name: string, type: string) => {
    for (;;) {
      const { value, done } = await events.next()
      if (done) throw new Error(`never told: ${type} of ${name}`)
      if (value.name === name && value.type === `EVENT_TYPE_${type}`) return value
    }
  }
  mkdirSync(home.at('sub'))
  await until('sub', 'CREATE')
  writeFileSync(home.at('sub/file'), 'x')
  await until('sub/file', 'CREATE')
  writeFileSync(home.at('sub/file'), 'longer')
  while ((await until('sub/file', 'WRITE')).entry?.size !== '6');
  chmodSync(home.at('sub/file'), 0o600)
  await until('sub/file', 'CHMOD')
  await home.files.move(home.at('sub/file'), home.at('sub/other'))
  await until('sub/other', 'CREATE')
  await home.files.remove(home.at('sub/other'))
  await until('sub/other', 'REMOVE')
  leave.abort()
  await expect(events.next()).rejects.toThrow()
})

test('a watch of what is no directory is refused', async () => {
  await using home = await newHome()
  writeFileSync(home.at('file'), '')
  const watch = (path: string) =>
    home.files
      .watch(path, { recursive: false, signal: new AbortController().signal })
      [Symbol.asyncIterator]()
      .next()
  await expect(watch(home.at('none'))).rejects.toEqual(code('not_found'))
  await expect(watch(home.at('file'))).rejects.toEqual(code('invalid_argument'))
})

function truncateOrMake(path: string): void {
  try {
    truncateSync(path, 0)
  } catch {
    writeFileSync(path, '')
  }
}

async function agentPid(agent: Awaited<ReturnType<typeof newAgent>>): Promise<number> {
  let said = ''
  for await (const event of agent.client.run({ argv: ['/bin/sh', '-c', 'echo $PPID'] })) {
    if (event.type === 'stdout') said += Buffer.from(event.data)
  }
  return Number(said)
}

const agentPeakMiB = (pid: number) => {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1_024
}
