import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { workers } from '../../../functions/index.ts'
import { accounts } from '../../../shared/accounts/account.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { sessions } from '../../../shared/sessions/session.ts'
import { newKeeping } from '../../kit/keeping.ts'
import { newWorld, type World } from '../../kit/world.ts'

const session = async (world: World, body: object = {}) =>
  String(
    (await world.as('ada').post('/v1/sessions?wait=30', { provider: 'local', ...body })).body.id,
  )

/** A world whose messages go nowhere, with a session that was asked for. */
async function unheard() {
  const world = await newWorld({ dispatch: 'pubsub' })
  world.plane.publish = async () => undefined
  const { id } = (await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })).body
  return { world, id: String(id) }
}

/** How each illness comes about; and whose it is. */
const ills: Readonly<Record<string, () => Promise<{ world: World; id: string | RegExp }>>> = {
  async orphan() {
    const world = await newWorld()
    const spec = { template: 'base', env: {}, cpuMillis: 100, memoryMb: 128, diskMb: 16 } as const
    const stray = { sessionId: 'stray', accountId: 'nobody', leaseSeconds: 600 }
    await world.plane.providers.local.start({ ...spec, ...stray, agentKey: 'key-of-an-orphan' })
    return { world, id: 'stray' }
  },
  async stuck_session() {
    const { world, id } = await unheard()
    world.advance({ seconds: 130 })
    return { world, id }
  },
  async unsent_line() {
    const world = await newWorld({ dispatch: 'pubsub' })
    world.plane.publish = async () => {
      throw new Error('Pub/Sub is away')
    }
    await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })
    world.plane.publish = async () => undefined
    world.advance({ seconds: 60 })
    return { world, id: /^out/ }
  },
  async unbalanced_hold() {
    const world = await newWorld()
    const id = await session(world)
    await world.plane.providers.local.stop(id, 0)
    const { accountId } = world.citizen('ada')
    await world.plane.transact(accountId, async (tx) => {
      const found = await tx.get(sessions, id)
      if (found) tx.update(sessions, id, { ...found, status: 'failed', reason: 'provider_lost' })
    })
    return { world, id }
  },
  async dead_letter() {
    const { world, id } = await unheard()
    const command = { verb: 'start', backend: 'local', session_id: id } as const
    await workers.deadLetters.run(command, world.plane)
    return { world, id: `start-${id}` }
  },
  async stray_object() {
    const world = await newKeeping()
    // Of a pause that was cut off, and whose session has ended since.
    const tar = Readable.from([Buffer.alloc(10_240)])
    await world.depot.receive('drafts/cut-off', tar)
    world.advance({ seconds: 2 * limits.strayObjectSeconds })
    return { world, id: 'drafts/cut-off' }
  },
}

test.each(Object.entries(ills))('%s is found, and mended when asked', async (kind, fallIll) => {
  const { world, id } = await fallIll()
  const { body } = await world.admin.get('/admin/doctor')
  expect(body.found).toEqual([
    { kind, id: expect.stringMatching(id), problem: expect.any(String), can_mend: true },
  ])
  expect((await world.admin.post('/admin/doctor/mend')).body).toEqual({
    found: body.found,
    left: [],
  })
  expect((await world.admin.get('/admin/doctor')).body).toEqual({ found: [] })
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('books that do not agree are said, and left to a person', async () => {
  const world = await newWorld({ books: 'spoilt' })
  const { accountId } = world.citizen('ada')
  await world.plane.transact(accountId, async (tx) => {
    const account = await tx.get(accounts, accountId)
    if (!account) throw new Error('ada has no account')
    const balance = { ...account.balance, available: account.balance.available + 1 }
    tx.update(accounts, accountId, { ...account, balance })
  })
  const { body } = await world.admin.post('/admin/doctor/mend')
  expect(body.left).toMatchObject([{ kind: 'unsound_books', id: accountId, can_mend: false }])
})

test('a world that is well has nothing', async () => {
  const world = await newWorld()
  await session(world)
  expect((await world.admin.get('/admin/doctor')).body).toEqual({ found: [] })
})
