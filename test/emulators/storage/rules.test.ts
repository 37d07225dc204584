import { generateKeyPairSync } from 'node:crypto'
import { Storage } from '@google-cloud/storage'
import { expect, test } from 'vitest'
import { TestClock } from '../../kit/clock.ts'
import { newStorage } from './ground.ts'

const daySeconds = 86_400

test('a lifecycle deletes what it says when its time has come, and nothing else', async () => {
  const clock = new TestClock()
  const { bucket, restart } = await newStorage({ clock })
  await bucket.addLifecycleRule({
    action: { type: 'Delete' },
    condition: { age: 30, matchesPrefix: ['logs/'] },
  })
  for (const name of ['logs/old', 'kept']) await bucket.file(name).save(name)
  clock.advance(20 * daySeconds)
  await bucket.file('logs/new').save('new')
  const names = async () => (await bucket.getFiles())[0].map(({ name }) => name)
  expect(await names()).toEqual(['kept', 'logs/new', 'logs/old'])
  clock.advance(10 * daySeconds)
  await restart()
  expect(await names()).toEqual(['kept', 'logs/new'])
  clock.advance(20 * daySeconds)
  await expect(bucket.file('logs/new').download()).rejects.toMatchObject({ code: 404 })
  expect(await names()).toEqual(['kept'])
})

test('a lifecycle makes objects cheaper to keep, and goes when it is taken away', async () => {
  const clock = new TestClock()
  const { bucket } = await newStorage({ clock })
  await bucket.addLifecycleRule({
    action: { type: 'SetStorageClass', storageClass: 'COLDLINE' },
    condition: { age: 1 },
  })
  await bucket.file('a').save('a')
  clock.advance(daySeconds)
  expect((await bucket.file('a').getMetadata())[0].storageClass).toBe('COLDLINE')
  await bucket.setMetadata({ lifecycle: null })
  await bucket.file('b').save('b')
  clock.advance(daySeconds)
  expect((await bucket.file('b').getMetadata())[0].storageClass).toBe('STANDARD')
})

test.each([
  ['a condition that is not emulated', { condition: { numNewerVersions: 3 } }, 501],
  ['no condition', { condition: {} }, 400],
  ['an action that there is not', { action: { type: 'Forget' } }, 400],
])('a lifecycle with %s is refused and leaves the bucket as it was', async (_, part, code) => {
  const { storage, bucket } = await newStorage()
  const rule = { action: { type: 'Delete' }, condition: { age: 1 }, ...part }
  const lifecycle = { rule: [rule] } as object
  await expect(storage.createBucket('other', { lifecycle })).rejects.toMatchObject({ code })
  await expect(bucket.setMetadata({ lifecycle })).rejects.toMatchObject({ code })
  expect((await bucket.getMetadata())[0].lifecycle).toBeUndefined()
})

test('of two who read a bucket’s policy, the second to write it is refused', async () => {
  const { bucket } = await newStorage()
  const [before] = await bucket.iam.getPolicy()
  const binding = { role: 'roles/storage.objectViewer', members: ['user:ada@example.com'] }
  await bucket.iam.setPolicy({ ...before, bindings: [binding] })
  await expect(bucket.iam.setPolicy({ ...before, bindings: [] })).rejects.toMatchObject({
    code: 412,
  })
  expect((await bucket.iam.getPolicy())[0].bindings).toEqual([binding])
  const [may] = await bucket.iam.testPermissions(['storage.buckets.get'])
  expect(may).toEqual({ 'storage.buckets.get': true })
})

/** Google's own client with a service account's key, and an emulator that knows the account's public half. */
async function newSigner() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const clock = new TestClock()
  const email = 'signer@test.iam.gserviceaccount.com'
  const ground = await newStorage({
    clock,
    keyOf: (asked) => (asked === email ? publicKey : undefined),
  })
  const file = (name: string, signer = email) =>
    new Storage({
      projectId: 'test',
      apiEndpoint: ground.url,
      credentials: { client_email: signer, private_key: privateKey },
    })
      .bucket('data')
      .file(name)
  const expires = () => Date.now() + 60_000
  return { ...ground, clock, file, expires }
}

test('a signed address reads and writes the one object it is for, until it is over', async () => {
  const { file, bucket, clock, expires } = await newSigner()
  const name = 'some dir/ö (1).txt'
  const [write] = await file(name).getSignedUrl({
    version: 'v4',
    action: 'write',
    expires: expires(),
    contentType: 'text/plain',
  })
  const put = (type: string) =>
    fetch(write, { method: 'PUT', headers: { 'content-type': type }, body: 'signed' })
  const refused = await put('text/html')
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
  ])
  expect(await bucket.file(name).exists()).toEqual([false])
  expect((await put('text/plain')).status).toBe(200)

  const [read] = await file(name).getSignedUrl({
    version: 'v4',
    action: 'read',
    expires: expires(),
  })
  const answer = await fetch(read)
  expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
    'text/plain',
    'signed',
  ])
  expect((await fetch(read.replace('X-Goog-Expires=6', 'X-Goog-Expires=7'))).status).toBe(403)
  expect(
    (await fetch(read.replace('1%29.txt', '2%29.txt').replace('1).txt', '2).txt'))).status,
  ).toBe(403)
  clock.advance(61)
  const late = await fetch(read)
  expect([late.status, await late.text()]).toEqual([
    400,
    expect.stringContaining('<Code>ExpiredToken</Code>'),
  ])
})

test('a signed address deletes, and one of a stranger does nothing', async () => {
  const { file, bucket, expires } = await newSigner()
  await bucket.file('x').save('x')
  const signed = async (signer?: string) => {
    const wish = { version: 'v4', action: 'delete', expires: expires() } as const
    return (await file('x', signer).getSignedUrl(wish))[0]
  }
  const stranger = await signed('stranger@test.iam.gserviceaccount.com')
  expect((await fetch(stranger, { method: 'DELETE' })).status).toBe(403)
  expect(await bucket.file('x').exists()).toEqual([true])
  expect((await fetch(await signed(), { method: 'DELETE' })).status).toBe(204)
  const gone = await fetch(await signed(), { method: 'DELETE' })
  expect([gone.status, await gone.text()]).toEqual([
    404,
    expect.stringContaining('<Code>NoSuchKey</Code>'),
  ])
})
