import { Firestore } from '@google-cloud/firestore'
import { expect, test } from 'vitest'
import { transactor } from '../../../shared/firestore/transact.ts'
import { confirm } from '../../../shared/purchases/confirm.ts'
import { newShop } from '../../kit/stripe/shop.ts'

test('confirmed at once by several processes, each order credits once and a debt is paid once', async () => {
  const { world, buy, accountId, adjust, available } = await newShop()
  const order = { micros: 10_000_000, provider: 'manual' }
  const at = world.clock.now()
  const processes = [1, 2, 3].map(() => {
    const db = new Firestore({ projectId: world.projectId })
    return { db, transact: transactor(db) }
  })
  const everywhere = (id: string) =>
    processes.map(({ transact }) => transact(accountId, (tx) => confirm(tx, id, at)))

  const spent = await buy(order)
  await Promise.all(everywhere(spent.id))
  expect(await available()).toBe(10_000_000)
  await adjust(-10_000_000)
  await world.admin.post(`/admin/purchases/${spent.id}/refund`, { reason: 'a test' })
  expect(await spent.look()).toMatchObject({ owed: { micros: 10_000_000 } })

  const ids = await Promise.all([1, 2, 3].map(async () => (await buy(order)).id))
  await Promise.all(ids.flatMap(everywhere))
  expect(await available()).toBe(20_000_000)
  expect(await spent.look()).toMatchObject({ owed: { micros: 0 } })
  await Promise.all(processes.map(({ db }) => db.terminate()))
})
