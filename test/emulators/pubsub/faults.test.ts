import { expect, test, vi } from 'vitest'
import { postOffice } from './post-office.ts'

// A dropped push comes again only after the acknowledgement deadline, which is ten seconds at the least.
vi.setConfig({ testTimeout: 60_000 })

test.concurrent('a dropped push comes again', async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  proxy.faults.next({ kind: 'drop' })
  await send('north', 'coat')
  await arrived(1)
  expect(deliveries[0]?.envelope.deliveryAttempt).toBe(2)
})

test.concurrent('a duplicated push reaches the worker twice', async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  proxy.faults.next({ kind: 'duplicate' })
  await send('north', 'coat')
  await arrived(2)
  expect(deliveries.map(({ text }) => text)).toEqual(['coat', 'coat'])
})

test.concurrent('a delayed push is overtaken by the next', async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  proxy.faults.next({ kind: 'delay', ms: 500 }, { subscription: 'parcels-north' })
  await send('north', 'slow')
  // Of this test: tests that run side by side share the other one, which would poll for nobody.
  await context.expect.poll(() => proxy.counts('parcels-north').received, soon).toBe(1)
  await send('south', 'quick')
  await arrived(2)
  expect(deliveries.map(({ text }) => text)).toEqual(['quick', 'slow'])
})

test.concurrent('an answer of ours stands in for the worker, so many times', async (context) => {
  const { send, arrived, deliveries, proxy } = await postOffice(context)
  proxy.faults.next({ kind: 'answer', status: 503 }, { times: 2, subscription: 'parcels-north' })
  await send('north', 'coat')
  await arrived(1)
  expect(deliveries[0]?.envelope.deliveryAttempt).toBe(3)
})

test.concurrent('a worker that throws is a 500 to Pub/Sub, which tries again', async (context) => {
  let hasThrown = false
  const { send, arrived, deliveries } = await postOffice(context, () => {
    if (hasThrown) return 204
    hasThrown = true
    throw new Error('out of paper')
  })
  await send('north', 'coat')
  await arrived(2)
  expect(deliveries).toHaveLength(2)
})

const soon = { timeout: 10_000, interval: 20 }
