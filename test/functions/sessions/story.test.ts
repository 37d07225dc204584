import { expect, test } from 'vitest'
import { costOf } from '../../../shared/pricing/rate.ts'
import { newWorld } from '../../kit/world.ts'

test('a session is opened, used, stopped, and billed to the micro-credit', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')

  const created = await ada.post('/v1/sessions', {
    provider: 'local',
    template: 'python',
    namespace: 'team-a',
    user: 'alice',
    labels: { project: 'apollo' },
    env: { GREETING: 'hello' },
  })
  expect(created).toMatchObject({
    status: 201,
    body: { status: 'running', provider: 'local', namespace: 'team-a', user: 'alice', ssh: false },
  })
  const { id, name, rate_per_hour: rate } = created.body
  expect(name).toMatch(/^ws-team-a-alice-\d{10}$/)

  const ran = await ada.post(`/v1/sessions/${id}/execute`, {
    command: 'echo $GREETING $WORKSPACE_ID $NAMESPACE $USER $BUCKET_NAME; echo oops >&2; exit 3',
  })
  expect(ran.body).toMatchObject({
    stdout: `hello ${name} team-a alice ${name.replace('ws-', 'onmemos-')}\n`,
    stderr: 'oops\n',
    returncode: 3,
    success: false,
    timed_out: false,
  })

  world.advance({ seconds: 61 })
  const stopped = await ada.delete(`/v1/sessions/${id}`)
  expect(stopped).toMatchObject({ status: 200, body: { status: 'stopped', reason: 'user' } })

  const { body: receipt } = await ada.get(`/v1/sessions/${id}/receipt`)
  expect(receipt.billed_seconds).toBeGreaterThanOrEqual(61)
  expect(receipt.charged.micros).toBe(costOf(receipt.billed_seconds, rate.micros))
  expect(receipt.held.micros).toBe(receipt.charged.micros + receipt.released.micros)
  const { body: balance } = await ada.get('/v1/billing/balance')
  expect(balance).toMatchObject({
    available: { micros: 1_000_000 - receipt.charged.micros },
    held: { micros: 0 },
    spent: { micros: receipt.charged.micros },
  })
  const { events } = (await ada.get(`/v1/sessions/${id}/events`)).body
  expect(events.map((event: { type: string }) => event.type)).toEqual([
    'created',
    'running',
    'stopping',
    'stopped',
  ])
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
  expect(await world.plane.providers.local.list()).toEqual([])
})

test('with credits for ten, of a hundred creates at once ten live and ninety are told what is missing', async () => {
  const world = await newWorld({ credit: { ada: 0 } })
  const lease = costOf(300, 45_000)
  await world.admin.post(`/admin/accounts/${world.citizen('ada').accountId}/credits`, {
    micros: lease * 10,
  })
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => world.as('ada').post('/v1/sessions', { provider: 'local' })),
  )
  const live = answers.filter(({ status }) => status === 201)
  const refused = answers.filter(({ status }) => status === 402)
  expect([live.length, refused.length]).toEqual([10, 90])
  expect(new Set(live.map(({ body }) => body.status))).toEqual(new Set(['running']))
  expect(refused[0]?.body).toMatchObject({
    code: 'insufficient_credits',
    missing_micros: lease,
    available_micros: 0,
  })
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
  await Promise.all(live.map(({ body }) => world.as('ada').delete(`/v1/sessions/${body.id}`)))
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
  expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
})

test('the same key and body make one session; another body is refused', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const key = { 'idempotency-key': 'k-1' }
  const first = await ada.post('/v1/sessions', { template: 'go', provider: 'local' }, key)
  const [again, together] = await Promise.all([
    ada.post('/v1/sessions', { provider: 'local', template: 'go' }, key),
    ada.post('/v1/sessions', { provider: 'local', template: 'go' }, key),
  ])
  expect(again).toMatchObject({ status: 201, body: first.body })
  expect(together.body.id).toBe(first.body.id)
  expect(await ada.post('/v1/sessions', { template: 'base' }, key)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
  expect((await ada.get('/v1/sessions')).body.sessions).toHaveLength(1)
})

test('a create told again after its credits are gone still gives its session', async () => {
  const world = await newWorld({ credit: { ada: 0 } })
  const lease = costOf(300, 45_000)
  await world.admin.post(`/admin/accounts/${world.citizen('ada').accountId}/credits`, {
    micros: lease,
  })
  const key = { 'idempotency-key': 'k-1' }
  const first = await world.as('ada').post('/v1/sessions', { provider: 'local' }, key)
  const again = await world.as('ada').post('/v1/sessions', { provider: 'local' }, key)
  expect(again).toMatchObject({ status: 201, body: { id: first.body.id } })
})

test('two deletes at once both answer the one end, and it is settled once', async () => {
  const world = await newWorld()
  const ada = world.as('ada')
  const { id } = (await ada.post('/v1/sessions', { provider: 'local' })).body
  const answers = await Promise.all([
    ada.delete(`/v1/sessions/${id}`),
    ada.delete(`/v1/sessions/${id}`),
  ])
  const later = await ada.delete(`/v1/sessions/${id}`)
  for (const { status, body } of [...answers, later]) {
    expect([status, body.status, body.reason]).toEqual([200, 'stopped', 'user'])
  }
  const { entries } = (await ada.get(`/v1/sessions/${id}/receipt`)).body
  expect(entries.map((entry: { verb: string }) => entry.verb).sort()).toEqual([
    'hold',
    'release',
    'settle',
  ])
})

test('a stopped session takes no command and says why it ended', async () => {
  const world = await newWorld()
  const ada = world.as('ada')
  const { id } = (await ada.post('/v1/sessions', { provider: 'local' })).body
  await ada.delete(`/v1/sessions/${id}`)
  for (const path of ['execute', 'execute/stream']) {
    expect(await ada.post(`/v1/sessions/${id}/${path}`, { command: 'true' })).toMatchObject({
      status: 409,
      body: { code: 'session_not_running', session_status: 'stopped', reason: 'user' },
    })
  }
  expect(await ada.get(`/v1/sessions/${id}/connect`)).toMatchObject({ status: 409 })
  expect(await ada.post(`/v1/sessions/${id}/extend`, { minutes: 1 })).toMatchObject({ status: 409 })
})

test('a command sent to a session that is still starting waits for it', async () => {
  const world = await newWorld()
  const ada = world.as('ada')
  const created = await ada.post('/v1/sessions', { provider: 'local' }, { prefer: 'wait=0' })
  const ran = await ada.post(`/v1/sessions/${created.body.id}/execute`, { command: 'echo hi' })
  expect(ran.body).toMatchObject({ stdout: 'hi\n', success: true })
})

test('sessions are listed newest first, by page, status, workspace and label', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const ids: string[] = []
  for (const name of ['w0', 'w1']) await ada.post('/v1/workspaces', { name })
  for (const n of [0, 1, 2, 3, 4]) {
    const body = { provider: 'local', labels: { n: `${n % 2}` }, workspace_id: `w${n % 2}` }
    ids.unshift((await ada.post('/v1/sessions?wait=0', body)).body.id)
    world.advance({ seconds: 1 })
  }
  const listed = async (query: string) => {
    const { body } = await ada.get(`/v1/sessions?${query}`)
    return { ids: body.sessions.map(({ id }: { id: string }) => id), next: body.next_cursor }
  }
  const first = await listed('limit=2')
  const second = await listed(`limit=2&cursor=${first.next}`)
  const third = await listed(`limit=2&cursor=${second.next}`)
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids)
  expect(third.next).toBeNull()
  expect((await listed('label=n%3D1')).ids).toEqual([ids[1], ids[3]])
  expect((await listed('workspace_id=w0')).ids).toEqual([ids[0], ids[2], ids[4]])
  await ada.delete(`/v1/sessions/${ids[0]}`)
  expect((await listed('status=stopped')).ids).toEqual([ids[0]])
})

test('a session is found by its name; a name that several have is refused', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const { id, name } = (await ada.post('/v1/sessions?wait=0', { user: 'bo' })).body
  expect((await ada.get(`/v1/sessions/${name}`)).body.id).toBe(id)
  expect(await world.as('ada').get('/v1/sessions/ws-default-bo-1')).toMatchObject({ status: 404 })
  const { account_id: _, ...stored } =
    (await world.plane.db.collection('sessions').doc(id).get()).data() ?? {}
  const twin = { ...stored, id: 'twin', account_id: world.citizen('ada').accountId }
  await world.plane.db.collection('sessions').doc('twin').set(twin)
  expect(await ada.get(`/v1/sessions/${name}`)).toMatchObject({
    status: 409,
    body: { code: 'name_ambiguous' },
  })
})

test('an extension counts once for each key, and never past the longest life', async () => {
  const world = await newWorld()
  const ada = world.as('ada')
  const { id, expires_at: before } = (await ada.post('/v1/sessions', { provider: 'local' })).body
  const key = { 'idempotency-key': 'e-1' }
  const once = await ada.post(`/v1/sessions/${id}/extend`, { minutes: 30 }, key)
  const twice = await ada.post(`/v1/sessions/${id}/extend`, { minutes: 30 }, key)
  expect(Date.parse(once.body.expires_at) - Date.parse(before)).toBe(30 * 60_000)
  expect(twice.body.expires_at).toBe(once.body.expires_at)
  expect(await ada.post(`/v1/sessions/${id}/extend`, { minutes: 31 }, key)).toMatchObject({
    status: 409,
  })
  const most = await ada.post(`/v1/sessions/${id}/extend`, { minutes: 1_440 })
  expect(Date.parse(most.body.expires_at) - Date.parse(most.body.created_at)).toBe(86_400_000)
})
