import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { Crc32c } from '../../../emulators/storage/crc32c.ts'
import { newStorage } from './ground.ts'

const digestOf = async (stream: AsyncIterable<Buffer>) => {
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}

test('the checksum is CRC-32C, by the vectors of RFC 3720', () => {
  for (const [bytes, expected] of [
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from('123456789'), 0xe3069283],
  ] as const) {
    const crc = new Crc32c()
    crc.update(bytes)
    expect(Buffer.from(crc.digest(), 'base64').readUInt32BE()).toBe(expected)
  }
})

test('buckets are made, seen, listed and deleted, a full one not', async () => {
  const { storage, bucket } = await newStorage()
  await storage.createBucket('other', { location: 'europe-west1' })
  expect((await storage.getBuckets())[0].map(({ name }) => name)).toEqual(['data', 'other'])
  expect((await storage.bucket('other').getMetadata())[0].location).toBe('EUROPE-WEST1')
  await expect(storage.createBucket('data')).rejects.toMatchObject({ code: 409 })
  await bucket.file('a').save('x')
  await expect(bucket.delete()).rejects.toMatchObject({ code: 409 })
  await storage.bucket('other').delete()
  expect(await storage.bucket('other').exists()).toEqual([false])
})

test.each([
  ['nothing', 0],
  ['a byte', 1],
  ['some', 300_000],
  ['many', 9_000_000],
])('%s comes back byte for byte, by either way of upload', async (_, size) => {
  const { bucket } = await newStorage()
  const bytes = randomBytes(size)
  for (const resumable of [false, true]) {
    const file = bucket.file(`sub/ö ${resumable} #?%.bin`)
    await file.save(bytes, { resumable, contentType: 'x/y', metadata: { metadata: { a: 'b' } } })
    const [read] = await file.download()
    expect(read.equals(bytes)).toBe(true)
    const [metadata] = await file.getMetadata()
    expect(metadata).toMatchObject({
      size: String(size),
      contentType: 'x/y',
      metadata: { a: 'b' },
      md5Hash: createHash('md5').update(bytes).digest('base64'),
    })
  }
})

test('bytes that contain their own boundary come back as they were', async () => {
  const { url, bucket } = await newStorage()
  const bytes = 'one\r\n--bb\r\n\r\ntwo\r\n--b'
  const body = `--b\r\nContent-Type: application/json\r\n\r\n{"name":"n"}\r\n--b\r\nContent-Type: text/plain\r\n\r\n${bytes}\r\n--b--\r\n`
  const answer = await fetch(`${url}/upload/storage/v1/b/data/o?uploadType=multipart`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/related; boundary="b"' },
    body,
  })
  expect(answer.status).toBe(200)
  expect((await bucket.file('n').download())[0].toString()).toBe(bytes)
})

test('a large stream passes through without being held', async () => {
  const { bucket } = await newStorage()
  const piece = randomBytes(1_048_576)
  const pieces = 128
  const from = () => Readable.from(Array.from({ length: pieces }, () => piece))
  const before = process.memoryUsage().rss
  await pipeline(from(), bucket.file('big').createWriteStream({ resumable: true }))
  const [{ size }] = await bucket.file('big').getMetadata()
  expect(size).toBe(String(pieces * piece.length))
  expect(await digestOf(bucket.file('big').createReadStream())).toBe(await digestOf(from()))
  expect(process.memoryUsage().rss - before).toBeLessThan(110 * 1_048_576)
}, 120_000)

test('an upload whose connection breaks goes on from where it was', async () => {
  const { bucket, emulator } = await newStorage()
  const bytes = randomBytes(2_500_000)
  let puts = 0
  emulator().fault = ({ method }) => {
    if (method !== 'PUT') return undefined
    puts += 1
    return puts === 2 ? 'drop' : puts === 4 ? 503 : undefined
  }
  const file = bucket.file('pieces')
  await pipeline(
    Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]),
    file.createWriteStream({
      resumable: true,
      chunkSize: 524_288,
      preconditionOpts: { ifGenerationMatch: 0 },
    }),
  )
  expect(puts).toBeGreaterThan(5)
  expect((await file.download())[0].equals(bytes)).toBe(true)
})

test('an upload goes on after a restart, asks how far it came, and answers twice the same', async () => {
  const { url, bucket, restart } = await newStorage()
  const begun = await fetch(`${url}/upload/storage/v1/b/data/o?uploadType=resumable&name=r`, {
    method: 'POST',
  })
  const at = begun.headers.get('location') ?? ''
  const put = (range: string, body = '') =>
    fetch(at, { method: 'PUT', headers: { 'content-range': range, connection: 'close' }, body })
  expect((await put('bytes */*')).headers.get('range')).toBeNull()
  const first = await put('bytes 0-4/*', 'hello')
  expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-4'])
  await restart()
  expect((await put('bytes */10')).headers.get('range')).toBe('bytes=0-4')
  expect((await put('bytes 7-9/10', 'xyz')).status).toBe(400)
  expect((await put('bytes 5-9/10', 'world')).status).toBe(200)
  expect((await put('bytes */10')).status).toBe(200)
  expect((await bucket.file('r').download())[0].toString()).toBe('helloworld')
})

test('objects, generations and metadata survive a restart; leftovers do not', async () => {
  const { bucket, restart, directory } = await newStorage()
  const file = bucket.file('kept')
  await file.save('one')
  await file.save('two')
  const [before] = await file.getMetadata()
  await restart()
  expect((await file.getMetadata())[0]).toEqual(before)
  expect((await file.download())[0].toString()).toBe('two')
  expect(readdirSync(join(directory, 'buckets/data/data'))).toHaveLength(1)
})

test('what is demanded of a generation holds or is refused with 412', async () => {
  const { bucket } = await newStorage()
  const file = bucket.file('g')
  const write = (text: string, ifGenerationMatch: number | string, resumable = false) =>
    file.save(text, { resumable, preconditionOpts: { ifGenerationMatch } })
  await write('first', 0)
  await expect(write('again', 0)).rejects.toMatchObject({ code: 412 })
  await expect(write('again', 0, true)).rejects.toMatchObject({ status: 412 })
  const [{ generation = '' }] = await file.getMetadata()
  await write('second', String(generation))
  await expect(write('third', String(generation))).rejects.toMatchObject({ code: 412 })
  await expect(file.delete({ ifGenerationMatch: String(generation) })).rejects.toMatchObject({
    code: 412,
  })
  expect((await file.download())[0].toString()).toBe('second')
  await expect(
    file.setMetadata({ contentType: 'a/b' }, { ifMetagenerationMatch: 7 }),
  ).rejects.toMatchObject({ code: 412 })
})

test('of many who create one object at once, one does', async () => {
  const { bucket } = await newStorage()
  const writes = Array.from({ length: 20 }, (_, n) =>
    bucket
      .file('one')
      .save(`${n}`, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }),
  )
  const results = await Promise.allSettled(writes)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('an upload with a hash that is not its own is refused', async () => {
  const { bucket } = await newStorage()
  const save = bucket
    .file('h')
    .save('x', { resumable: false, metadata: { md5Hash: 'AAAAAAAAAAAAAAAAAAAAAA==' } })
  await expect(save).rejects.toMatchObject({ code: 400 })
  expect(await bucket.file('h').exists()).toEqual([false])
})

test('a range is that range, and one beyond the end is 416', async () => {
  const { bucket, url } = await newStorage()
  await bucket.file('r').save('0123456789')
  const read = async (range: string) => {
    const answer = await fetch(`${url}/data/r`, { headers: { range } })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  expect(await read('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await read('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await read('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89'])
  expect((await read('bytes=10-'))[0]).toBe(416)
  const [middle] = await bucket.file('r').download({ start: 3, end: 5 })
  expect(middle.toString()).toBe('345')
})

test('metadata is changed by its keys and counted', async () => {
  const { bucket } = await newStorage()
  const file = bucket.file('m')
  await file.save('x', { metadata: { metadata: { a: '1', b: '2' }, cacheControl: 'no-store' } })
  await file.setMetadata({ metadata: { a: null, c: '3' }, contentType: 'a/b' })
  const [after] = await file.getMetadata()
  expect(after).toMatchObject({ metageneration: '2', contentType: 'a/b', cacheControl: 'no-store' })
  expect(after.metadata).toEqual({ b: '2', c: '3' })
})

test('lists are pages in the order of bytes, folded at a delimiter', async () => {
  const { bucket } = await newStorage()
  for (const name of ['b/2', 'a', 'b/1', 'c/d/e', 'é', 'z']) await bucket.file(name).save('')
  const names = async (options: object) =>
    (await bucket.getFiles(options))[0].map(({ name }) => name)
  expect(await names({})).toEqual(['a', 'b/1', 'b/2', 'c/d/e', 'z', 'é'])
  expect(await names({ prefix: 'b/' })).toEqual(['b/1', 'b/2'])
  const [top, , answer] = await bucket.getFiles({ delimiter: '/', autoPaginate: false })
  expect(top.map(({ name }) => name)).toEqual(['a', 'z', 'é'])
  expect(answer).toMatchObject({ prefixes: ['b/', 'c/'] })
  const seen: string[] = []
  for (let pageToken = ''; ; ) {
    const query = { delimiter: '/', autoPaginate: false, maxResults: 1, pageToken }
    const [files, next, page] = await bucket.getFiles(query)
    seen.push(...files.map(({ name }) => name), ...(Object(page).prefixes ?? []))
    if (!next) break
    pageToken = Object(next).pageToken
  }
  expect(seen).toEqual(['a', 'b/', 'c/', 'z', 'é'])
})

test('a copy is the same bytes under another generation', async () => {
  const { storage, bucket } = await newStorage()
  const [other] = await storage.createBucket('other')
  await bucket.file('from').save('bytes', { contentType: 'a/b' })
  await bucket.file('from').copy(other.file('to'))
  const [[from], [to]] = [
    await bucket.file('from').getMetadata(),
    await other.file('to').getMetadata(),
  ]
  expect(to).toMatchObject({ md5Hash: from.md5Hash, contentType: 'a/b' })
  expect(to.generation).not.toBe(from.generation)
  await expect(
    bucket.file('from').copy(other.file('to'), { preconditionOpts: { ifGenerationMatch: 0 } }),
  ).rejects.toMatchObject({ code: 412 })
})

test('refusals are said as Google says them, and what is not emulated is 501', async () => {
  const { url, storage } = await newStorage()
  const missing = await fetch(`${url}/storage/v1/b/data/o/nothing`)
  expect([missing.status, await missing.json()]).toEqual([
    404,
    {
      error: {
        code: 404,
        message: 'No such object: data/nothing',
        errors: [{ message: 'No such object: data/nothing', domain: 'global', reason: 'notFound' }],
      },
    },
  ])
  expect((await fetch(`${url}/storage/v1/b/data/acl`)).status).toBe(501)
  await expect(
    storage.createBucket('versions', { versioning: { enabled: true } }),
  ).rejects.toMatchObject({ code: 501 })
})
