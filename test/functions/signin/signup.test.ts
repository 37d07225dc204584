import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newSecret } from '../../../shared/platform/ids.ts'
import { openPostbox } from '../../kit/postbox.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let postbox: Awaited<ReturnType<typeof openPostbox>>

beforeAll(async () => {
  postbox = await openPostbox()
  const settings = { ONMEMOS_SMTP_URL: postbox.url, ONMEMOS_MAIL_FROM: 'OnMemOS <box@example.com>' }
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file', settings })
})

beforeEach(() => {
  postbox.letters.length = 0
  postbox.state.isAway = false
})

afterAll(async () => {
  await world.close()
  await postbox.close()
})

const ask = (email: string, more: object = {}) =>
  world.anyone.post('/v1/signup', { email, ...more })
const verify = (code: string) => world.anyone.post('/v1/signup/verify', { code })
const arrived = (count: number) =>
  vi.waitFor(() => expect(postbox.letters).toHaveLength(count), { timeout: 30_000 })

async function signUp(email: string, more: object = {}) {
  postbox.letters.length = 0
  await ask(email, more)
  await arrived(1)
  return verify(postbox.code())
}
const as = (token: string) => ({ authorization: `Bearer ${token}` })

test('who proves an address has a user and an account, and is signed in', async () => {
  const made = await signUp('New.Person@Example.com', { name: 'New Person' })
  expect(made).toMatchObject({ status: 201, body: { token_type: 'Bearer', expires_in: 1_800 } })
  expect(postbox.letters[0]).toMatch(/^To: New\.Person@|^To: new\.person@example\.com/im)
  const balance = await world.anyone.get('/v1/billing/balance', as(made.body.access_token))
  expect(balance.body).toMatchObject({ account_id: made.body.account_id })
  const again = await signUp('new.person@example.com')
  expect(again.body).toMatchObject({
    user_id: made.body.user_id,
    account_id: made.body.account_id,
  })
})

test('a code is good once, and only the last that was mailed', async () => {
  await ask('once@example.com')
  await arrived(1)
  const first = postbox.code()
  await ask('once@example.com')
  await arrived(2)
  const second = postbox.code()
  const refused = { status: 422, body: { code: 'invalid_code' } }
  expect(await verify(first)).toMatchObject(refused)
  expect((await verify(second)).status).toBe(201)
  expect(await verify(second)).toMatchObject(refused)
  expect(await verify('ons_nonsense')).toMatchObject(refused)
  expect(await verify(second.replace(/.{4}$/, 'zzzz'))).toMatchObject(refused)
})

test('a code expires', async () => {
  await ask('late@example.com')
  await arrived(1)
  world.advance({ seconds: 1_801 })
  expect(await verify(postbox.code())).toMatchObject({ body: { code: 'invalid_code' } })
})

test('whether an address is anybody’s is told to nobody, and it is not mailed without end', async () => {
  const known = await ask('ada@example.com')
  const unknown = await ask('nobody-here@example.com')
  expect(known.body).toEqual(unknown.body)
  await arrived(2)
  postbox.letters.length = 0
  for (let n = 0; n < 8; n += 1) expect(await ask('often@example.com')).toMatchObject(known)
  await world.plane.quiet()
  await arrived(5)
  world.advance({ seconds: 3_601 })
  await ask('often@example.com')
  await arrived(6)
})

test('a letter that could not be sent is sent by the job, once, while its code is good', async () => {
  postbox.state.isAway = true
  await ask('waits@example.com')
  await world.plane.quiet()
  postbox.state.isAway = false
  const waiting = () => stored('mails', 'waiting')
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: 30_000 })
  await world.run('mails')
  await world.run('mails')
  expect(postbox.letters).toHaveLength(1)
  expect((await verify(postbox.code())).status).toBe(201)
  postbox.state.isAway = true
  await ask('too-late@example.com')
  await world.plane.quiet()
  world.advance({ seconds: 1_501 })
  postbox.state.isAway = false
  await world.run('mails')
  expect(postbox.letters).toHaveLength(1)
  expect(await stored('mails', 'lapsed')).toHaveLength(1)
})

test('what is mailed is stored sealed, and not at all once it was sent', async () => {
  await ask('private@example.com')
  await arrived(1)
  const code = postbox.code()
  const secret = code.split('_').at(-1) ?? ''
  const collections = await world.plane.db.listCollections()
  const all = await Promise.all(collections.map(async (one) => (await one.get()).docs))
  const text = JSON.stringify(all.flat().map((document) => document.data()))
  expect(text).not.toContain(secret)
  expect(text).not.toContain('private@example.com')
  expect(world.logged.join('\n')).not.toContain(secret)
  expect((await stored('mails', 'sent')).every(({ sealed }) => sealed === null)).toBe(true)
})

test('where no mail is sent it says which settings to set', async () => {
  const mute = await newWorld({ credit: {} })
  expect(await mute.anyone.post('/v1/signup', { email: 'a@example.com' })).toMatchObject({
    status: 501,
    body: { code: 'unsupported', detail: expect.stringContaining('ONMEMOS_SMTP_URL') },
  })
})

async function stored(collection: string, state: string) {
  const { docs } = await world.plane.db.collection(collection).where('state', '==', state).get()
  return docs.map((document) => document.data())
}

test('a new member is written to, so often and no more; a machine is not', async () => {
  const ada = world.as('ada')
  const add = (email: string) =>
    ada.post('/v1/account/members', { kind: 'human', name: 'Bo', email, role: 'viewer' })
  const email = `${newSecret()}@example.com`
  const { body: member } = await add(email)
  await arrived(1)
  const [letter = ''] = postbox.letters
  expect(letter).toMatch(new RegExp(`^To: ${email}`, 'm'))
  expect(letter).toMatch(/^Subject: You are a member of ada on OnMemOS/m)
  expect(letter.replaceAll('=\r\n', '')).toContain('onmemos login --url http://public.test')
  await ada.post('/v1/account/members', { kind: 'service', name: 'robot', role: 'viewer' })
  for (let n = 0; n < 4; n++) {
    await ada.delete(`/v1/account/members/${member.user_id}`)
    expect((await add(email)).status).toBe(201)
  }
  await world.plane.quiet()
  await arrived(3)
  const signed = await signUp(email)
  expect(signed.body).toMatchObject({ user_id: member.user_id })
})
