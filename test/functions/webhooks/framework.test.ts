import { getTestServer } from '@google-cloud/functions-framework/testing'
import { Stripe } from 'stripe'
import { expect, onTestFinished, test, vi } from 'vitest'
import { registerRoute } from '../../../functions/register.ts'
import stripe from '../../../functions/webhooks/stripe.ts'
import { newProjectId } from '../../kit/database.ts'

const secret = 'whsec_of_a_test_function'

test('the framework hands on the exact text that was signed, spaces and all', async () => {
  for (const [name, value] of Object.entries({
    PROJECT_ID: newProjectId(),
    PUBLIC_URL: 'http://public.test',
    ONMEMOS_INTERNAL_API_KEY: 'the-admin-key-of-a-test',
    ONMEMOS_SESSION_SECRET: 'the-session-secret-of-a-test',
    STRIPE_API_KEY: 'sk_test_of_a_test_function',
    STRIPE_WEBHOOK_SECRET: secret,
  })) {
    vi.stubEnv(name, value)
  }
  registerRoute('webhooks-stripe', stripe)
  const server = getTestServer('webhooks-stripe')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0

  const payload = '{ "id":"evt_1",  "type":"customer.created",\n "data":{"object":{"name":"Zoë"}} }'
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret })
  const answer = await fetch(`http://127.0.0.1:${port}/v1/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
    body: payload,
  })
  expect([answer.status, await answer.json()]).toEqual([200, { received: true }])
})
