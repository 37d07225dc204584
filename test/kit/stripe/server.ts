import { createAdaptorServer } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { onTestFinished } from 'vitest'

interface Page {
  readonly id: string
  readonly payment: string
  readonly form: Readonly<Record<string, string>>
}

/**
 * The little of Stripe's API that purchases use, for Stripe's own client. Not emulated: buyers, cards,
 * and every check of what it is given but the idempotency key's. A test says what became of a payment.
 */
export async function openStripe() {
  const pages = new Map<string, Page>()
  const refunds: Record<string, string>[] = []
  const kept = new Map<string, { form: string; answer: object }>()
  const stripe = {
    pages,
    refunds,
    /** How many of the next requests are answered with 500. */
    failures: 0,
    /** What the next refund is refused with. */
    refusal: null as string | null,
    url: '',
  }

  const app = new Hono()
  app.use(async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${apiKey}`) {
      return refused(context, 401, 'invalid_request_error', 'api_key_invalid')
    }
    if (stripe.failures > 0) {
      stripe.failures -= 1
      return refused(context, 500, 'api_error', 'internal')
    }
    return next()
  })
  app.post('/v1/checkout/sessions', async (context) =>
    once(context, (form) => {
      const number = pages.size + 1
      const page = { id: `cs_${number}`, payment: `pi_${number}`, form }
      pages.set(page.id, page)
      return { id: page.id, object: 'checkout.session', url: `https://checkout.test/${page.id}` }
    }),
  )
  app.post('/v1/checkout/sessions/:id/expire', (context) =>
    context.json({ id: context.req.param('id'), object: 'checkout.session', status: 'expired' }),
  )
  app.post('/v1/refunds', async (context) => {
    if (stripe.refusal) return refused(context, 400, 'invalid_request_error', stripe.refusal)
    return once(context, (form) => {
      refunds.push(form)
      return { id: `re_${refunds.length}`, object: 'refund', status: 'succeeded' }
    })
  })
  app.get('/v1/payment_intents/:id', (context) => {
    const id = context.req.param('id')
    const page = [...pages.values()].find(({ payment }) => payment === id)
    const purchase = page?.form['payment_intent_data[metadata][onmemos_purchase]']
    const metadata = purchase ? { onmemos_purchase: purchase } : {}
    return context.json({ id, object: 'payment_intent', metadata })
  })

  /** The same idempotency key: the same answer, and none for another form. */
  async function once(context: Context, make: (form: Record<string, string>) => object) {
    const text = await context.req.text()
    const key = context.req.header('idempotency-key') ?? ''
    const before = kept.get(key)
    if (before && before.form !== text) return refused(context, 400, 'idempotency_error', 'key')
    const answer = before?.answer ?? make(Object.fromEntries(new URLSearchParams(text)))
    kept.set(key, { form: text, answer })
    return context.json(answer)
  }

  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  stripe.url = `http://127.0.0.1:${address.port}`
  return stripe
}

export type FakeStripe = Awaited<ReturnType<typeof openStripe>>

export const apiKey = 'sk_test_of_a_test_world'

const refused = (context: Context, status: 400 | 401 | 500, type: string, code: string) =>
  context.json({ error: { type, code, message: `refused: ${code}` } }, status)
