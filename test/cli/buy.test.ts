import { serve } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { newShop } from '../kit/stripe/shop.ts'
import { home, typed } from './bin.ts'

/** The CLI in front of the real public face. */
async function counter() {
  const shop = await newShop()
  const server = serve({ fetch: shop.world.faces.public.fetch, port: 0, hostname: '127.0.0.1' })
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const at = home()
  const access = {
    ONMEMOS_URL: `http://127.0.0.1:${port}`,
    ONMEMOS_API_KEY: shop.world.citizen('ada').key,
  }
  const type = (...args: string[]) => typed({ ...at, env: { ...at.env, ...access } }, ...args)
  const newest = async () => (await shop.ada.get('/v1/billing/purchases')).body.purchases[0]
  return { shop, type, newest }
}

test('buy says where to pay, or that someone confirms it', async () => {
  const { type, newest } = await counter()
  const { code, stdout } = await type('buy', '12.50')
  expect(code).toBe(0)
  expect(stdout).toContain('price\t12.50 usd')
  expect(stdout).toContain('next\tpay at https://checkout.test/cs_1')
  expect((await newest()).credits.micros).toBe(12_500_000)
  expect((await type('buy', '--product', 'team', '--provider', 'manual')).stdout).toContain(
    'next\twaiting for confirmation',
  )
})

test('buy --wait ends when the credits are there', async () => {
  const { shop, type, newest } = await counter()
  const waiting = type('buy', '10', '--provider', 'manual', '--wait')
  await expect.poll(newest, { timeout: 10_000 }).toBeDefined()
  await shop.world.admin.post(`/admin/purchases/${(await newest()).id}/confirm`)
  const { code, stdout } = await waiting
  expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: '10.00 credits are there',
  })
})

test('buy --wait fails when they never will be', async () => {
  const { shop, type, newest } = await counter()
  const waiting = type('buy', '10', '--provider', 'manual', '--wait', '--json')
  await expect.poll(newest, { timeout: 10_000 }).toBeDefined()
  await shop.world.admin.post(`/admin/purchases/${(await newest()).id}/cancel`)
  const { code, stdout, stderr } = await waiting
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toMatchObject({ code: 'not_paid' })
})

test.each([['-5'], ['0'], ['1e3'], ['five'], ['0.1234567'], ['1.005'], ['']])(
  'buy %j is typed wrong',
  async (credits) => {
    const { code } = await typed(home(), 'buy', '--key', 'k', credits)
    expect(code).toBe(2)
  },
)

test('redeem says what came and what there is', async () => {
  const { shop, type } = await counter()
  await shop.world.admin.post('/admin/coupons', {
    code: 'WELCOME',
    micros: 3_000_000,
    redemptions_max: 1,
    valid_until: '2099-01-01T00:00:00.000Z',
  })
  expect(await type('redeem', 'welcome')).toMatchObject({
    code: 0,
    stdout: '3.00 credits more: 3.00 are available\n',
  })
  const again = await type('redeem', 'WELCOME')
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('this account has redeemed it')
})
