import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostbox } from '../../kit/postbox.ts'
import { newWorld, type World } from '../../kit/world.ts'
import { signIn } from './signIn.ts'

let world: World
let postbox: Awaited<ReturnType<typeof openPostbox>>
const key = 'k'.repeat(32)

beforeAll(async () => {
  postbox = await openPostbox()
  const settings = { ONMEMOS_SMTP_URL: postbox.url, ONMEMOS_TOKEN_KEYS: `new=${key}` }
  world = await newWorld({ credit: {}, lasts: 'file', settings })
})

afterAll(async () => {
  await world.close()
  await postbox.close()
})

const balance = (token: string) =>
  world.anyone.get('/v1/billing/balance', { authorization: `Bearer ${token}` })
const refresh = (refresh_token: string, more: object = {}) =>
  world.anyone.post('/v1/signin/refresh', { refresh_token, ...more })
const over = { status: 401, body: { code: 'unauthenticated' } }

test('an access token expires, and is refreshed; the sign-in lasts as long as it is used', async () => {
  const first = await signIn(world, postbox, 'lasting@example.com')
  expect((await balance(first.access_token)).status).toBe(200)
  world.advance({ seconds: 1_801 })
  expect(await balance(first.access_token)).toMatchObject(over)
  const second = await refresh(first.refresh_token)
  expect(second.status).toBe(201)
  expect((await balance(second.body.access_token)).status).toBe(200)
  world.advance({ seconds: 2_592_001 })
  expect(await refresh(second.body.refresh_token)).toMatchObject(over)
})

test('who did not hear the answer may ask again; who comes late with an old token ends it for all', async () => {
  const first = await signIn(world, postbox, 'stolen@example.com')
  const lost = await refresh(first.refresh_token)
  const heard = await refresh(first.refresh_token)
  expect([lost.status, heard.status]).toEqual([201, 201])
  expect(heard.body.refresh_token).toBe(lost.body.refresh_token)
  world.advance({ seconds: 61 })
  expect(await refresh(first.refresh_token)).toMatchObject(over)
  expect(await refresh(heard.body.refresh_token)).toMatchObject(over)
  world.advance({ seconds: 11 })
  expect(await balance(heard.body.access_token)).toMatchObject(over)
})

test('who signs out is out everywhere within ten seconds', async () => {
  const tokens = await signIn(world, postbox, 'leaving@example.com')
  expect((await balance(tokens.access_token)).status).toBe(200)
  const out = () => world.anyone.post('/v1/signout', { refresh_token: tokens.refresh_token })
  expect((await out()).body).toEqual({ signed_out: true })
  expect((await out()).status).toBe(200)
  world.advance({ seconds: 11 })
  expect(await balance(tokens.access_token)).toMatchObject(over)
  expect(await refresh(tokens.refresh_token)).toMatchObject(over)
})

test('one goes on only in accounts one belongs to', async () => {
  const tokens = await signIn(world, postbox, 'curious@example.com')
  const other = await signIn(world, postbox, 'other@example.com')
  expect(await refresh(tokens.refresh_token, { account_id: other.account_id })).toMatchObject({
    status: 404,
  })
  const same = await refresh(tokens.refresh_token, { account_id: tokens.account_id })
  expect(same.body.account_id).toBe(tokens.account_id)
})

test.each(['not.a.token', 'a.b.', 'onr_sgn_x', ''])('the token "%s" is refused', async (token) => {
  expect(await balance(token)).toMatchObject(over)
})

test('a token is refused that is unsigned, of another key, issuer, audience, kind or without an end', async () => {
  const tokens = await signIn(world, postbox, 'forger@example.com')
  const [, said = ''] = tokens.access_token.split('.')
  const claims = JSON.parse(Buffer.from(said, 'base64url').toString())
  const sign = (payload: object, header: object = {}, secret = key) =>
    new SignJWT({ ...claims, ...payload })
      .setProtectedHeader({ alg: 'HS256', kid: 'new', typ: 'at+jwt', ...header })
      .sign(new TextEncoder().encode(secret))
  expect((await balance(await sign({}))).status).toBe(200)
  const { exp: _, ...endless } = claims
  const forged = [
    new UnsecuredJWT(claims).encode(),
    await sign({}, {}, 'x'.repeat(32)),
    await sign({}, { kid: 'old' }),
    await sign({}, { typ: 'JWT' }),
    await sign({}, { alg: 'HS512' }),
    await sign({ iss: 'http://elsewhere.test' }),
    await sign({ aud: 'onmemos:ticket' }),
    await sign({ sub: 'usersomebodyelse' }),
    await sign({ sid: 'sgnnothere' }),
    await sign({ acc: 'acctsomebodyelse' }),
    await new SignJWT(endless)
      .setProtectedHeader({ alg: 'HS256', kid: 'new', typ: 'at+jwt' })
      .sign(new TextEncoder().encode(key)),
  ]
  for (const token of forged) expect(await balance(token)).toMatchObject(over)
})

test('keys are rotated: what the old one signed is good until that goes', async () => {
  const box = await openPostbox()
  const worldWith = (keys: string) =>
    newWorld({ credit: {}, settings: { ONMEMOS_SMTP_URL: box.url, ONMEMOS_TOKEN_KEYS: keys } })
  const a = `a=${'a'.repeat(32)}`
  const b = `b=${'b'.repeat(32)}`
  const before = await worldWith(a)
  const { access_token: token } = await signIn(before, box, 'rotated@example.com')
  const check = (keys: string) => {
    const { plane } = before
    return worldWith(keys).then(({ plane: { tokenKeys } }) => ({ ...plane, tokenKeys }))
  }
  const { readAccess } = await import('../../../shared/signins/tokens.ts')
  const both = await check(`${b},${a}`)
  expect(await readAccess(both.tokenKeys, token, before.clock)).toMatchObject({
    accountId: expect.any(String),
  })
  const gone = await check(b)
  await expect(readAccess(gone.tokenKeys, token, before.clock)).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  await box.close()
})
