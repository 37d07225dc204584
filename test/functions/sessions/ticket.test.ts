import { beforeAll, expect, test } from 'vitest'
import { open, spend } from '../../../shared/tickets/ticket.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let session: string

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  const made = await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })
  session = made.body.id
  return world.close
})

const ticket = async (body: object = {}) =>
  (await world.as('ada').post(`/v1/sessions/${session}/tickets`, body)).body

test('a ticket is for one session of its account and says where to use it', async () => {
  const made = await ticket()
  expect(made).toMatchObject({ session_id: session, terminal: `/terminal/${session}` })
  expect(made.websocket).toBe(`/v1/sessions/${session}/shell?ticket=${made.ticket}`)
  expect(await open(world.plane, made.ticket)).toMatchObject({
    caller: { accountId: world.citizen('ada').accountId },
    session_id: session,
  })
})

test('a ticket is good once, however many show it at a time', async () => {
  const opened = await open(world.plane, (await ticket()).ticket)
  const tries = await Promise.allSettled([1, 2, 3].map(() => spend(world.plane, opened)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(spend(world.plane, opened)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('a ticket is good for the time that was asked for, and no more than a minute', async () => {
  const { ticket: token } = await ticket({ expires_in_seconds: 5 })
  await open(world.plane, token)
  world.advance({ seconds: 6 })
  await expect(open(world.plane, token)).rejects.toMatchObject({ code: 'unauthenticated' })
  const answer = await world
    .as('ada')
    .post(`/v1/sessions/${session}/tickets`, { expires_in_seconds: 61 })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
})

test.each([
  ['a changed one', (token: string) => `${token.slice(0, -4)}AAAA`],
  ['nonsense', () => 'nonsense'],
  ['a quote', async () => (await world.as('ada').post('/v1/estimates', {})).body.quote],
])('%s is no ticket', async (_, forged) => {
  const { ticket: token } = await ticket()
  await expect(open(world.plane, String(await forged(token)))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})
