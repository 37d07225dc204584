import { expect, test } from 'vitest'
import { handlers, jobs, workers } from '../../functions/index.ts'
import { accounts, newAccount } from '../../shared/accounts/account.ts'
import { streams } from '../../shared/agents/history.ts'
import { commandId, commands, outputId, outputs } from '../../shared/commands/stored.ts'
import { api, routes } from '../../shared/contract/index.ts'
import { PoolWish } from '../../shared/contract/pools.ts'
import { schedules } from '../../shared/contract/schedules.ts'
import { subscriptions } from '../../shared/contract/topics.ts'
import { read } from '../../shared/firestore/collection.ts'
import { entriesOf } from '../../shared/ledger/store.ts'
import { mails } from '../../shared/mail/mail.ts'
import type { Plane } from '../../shared/plane.ts'
import { invariant } from '../../shared/platform/faults.ts'
import { allWarmBoxes } from '../../shared/pools/store.ts'
import { storageResources } from '../../shared/storage/resource.ts'
import { workspaces } from '../../shared/workspaces/workspace.ts'
import { crashTable, tables } from './crashTable.ts'
import './pauses.ts'
import {
  asked,
  clustered,
  command,
  create,
  look,
  runJob,
  running,
  told,
  unheard,
} from './situations.ts'

crashTable('sessions.create', {
  arrange: async () => undefined,
  act: (plane) => create(plane),
  // Asked again or not, there is one at the most; and one that nobody stops ends by its time to live.
  async expects({ db }) {
    const { docs } = await db.collection('sessions').get()
    expect(docs.length).toBeLessThanOrEqual(1)
  },
})

crashTable('sessions.delete', {
  arrange: running,
  act: (plane, id) => handlers.sessions.delete.run({ ...asked, params: { id } }, plane),
  async expects(plane, id) {
    expect(['user', 'ttl']).toContain((await look(plane, id)).reason)
  },
})

crashTable('sessions.stop', {
  arrange: running,
  act: (plane, id) => handlers.sessions.stop.run({ ...admin, params: { id } }, plane),
  async expects(plane, id) {
    expect(['admin', 'ttl']).toContain((await look(plane, id)).reason)
  },
})

crashTable('sessions.extend', {
  arrange: running,
  act: (plane, id) => {
    const headers = { 'idempotency-key': 'more' }
    const request = { ...asked, headers, params: { id }, body: { minutes: 10 } }
    return handlers.sessions.extend.run(request, plane)
  },
  async expects(plane, id) {
    const { created_at: from, expires_at: until } = await look(plane, id)
    expect([8, 18]).toContain((Date.parse(until) - Date.parse(from)) / 60_000)
  },
})

crashTable('workers.local: start', {
  arrange: async (plane) => (await create(unheard(plane))).id,
  act: (plane, id) => told(plane, command('start', id)),
})

crashTable('workers.docker: a start that is refused', {
  arrange: async (plane) =>
    (await create(clustered(unheard(plane)), { provider: 'auto', long_lived: true })).id,
  act: (plane, id) =>
    workers.docker.run({ verb: 'start', backend: 'docker', session_id: id }, plane),
  async expects(plane, id) {
    const { backend, provider, reason, events } = await look(plane, id)
    // One that nobody hears of ends by the bound for its start.
    expect(['ttl', 'start_failed']).toContain(reason)
    if (reason !== 'ttl') return
    expect({ backend, provider }).toEqual({ backend: 'local', provider: 'local' })
    expect(events.filter(({ type }) => type === 'moved')).toMatchObject([
      { data: { from: 'gke', to: 'local', why: 'out of quota' } },
    ])
  },
})

crashTable('workers.local: stop', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud)
    const waiting = handlers.sessions.delete.run({ ...asked, params: { id } }, unheard(plane))
    waiting.catch(() => undefined)
    await cloud.advance({ seconds: 1 })
    expect((await look(plane, id)).status).toBe('stopping')
    return id
  },
  act: (plane, id) => told(plane, command('stop', id)),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'user' })
  },
})

crashTable('workers.deadLetters', {
  arrange: async (plane) => (await create(unheard(plane))).id,
  act: (plane, id) => workers.deadLetters.run(command('start', id), plane),
})

crashTable('jobs.sweep: renew', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud)
    await cloud.advance({ minutes: 3 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'ttl' })
    const verbs = (await entriesOf(plane.db, id)).map(({ id }) => id)
    expect(new Set(verbs).size).toBe(verbs.length)
  },
})

crashTable('jobs.sweep: time to live', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud, { ttl_minutes: 2 })
    await cloud.advance({ minutes: 2 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'ttl' })
  },
})

crashTable('jobs.sweep: credits', {
  // For 400 s.
  credits: 0.005,
  async arrange(plane, cloud) {
    const id = await running(plane, cloud)
    await cloud.advance({ minutes: 3 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'credits' })
  },
})

crashTable('jobs.sweep: what it may cost', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud, { max_cost: 1_000 })
    await cloud.advance({ seconds: 90 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    const { reason, bill } = await look(plane, id)
    expect(reason).toBe('cost_limit')
    expect(bill?.charged).toBeLessThanOrEqual(1_000)
  },
})

crashTable('jobs.sweep: idle', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud, { idle_minutes: 2 })
    await cloud.advance({ minutes: 2 })
    return id
  },
  act: runJob('sweep'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'idle' })
  },
})

crashTable('workers.sweep', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud)
    await cloud.advance({ minutes: 3 })
    return id
  },
  act: (plane) => workers.sweep.run({ shard: newAccount('ada', '').shard }, plane),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'stopped', reason: 'ttl' })
  },
})

crashTable('jobs.reconcile', {
  async arrange(plane, cloud) {
    const lost = await running(plane, cloud)
    cloud.boxes.lose(lost, 'oom')
    const spec = { template: 'base', env: {}, cpuMillis: 100, memoryMb: 128, diskMb: 16 } as const
    const stray = { sessionId: 'stray', accountId: 'ada', leaseSeconds: 600, agentKey: '' }
    cloud.boxes.start({ ...spec, ...stray })
    return lost
  },
  act: runJob('reconcile'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'failed', reason: 'oom' })
  },
})

crashTable('jobs.recover', {
  async arrange(plane, cloud) {
    const id = await running(plane, cloud)
    cloud.boxes.lose(id, 'lost')
    cloud.boxes.stop(id)
    await create(unheard(plane), {}, 'another')
    return id
  },
  act: runJob('recover'),
  async expects(plane, id) {
    expect(await look(plane, id)).toMatchObject({ status: 'failed', reason: 'provider_lost' })
  },
})

crashTable('jobs.relay', {
  async arrange(plane, cloud) {
    const isAway = async () => {
      throw new Error('Pub/Sub is away')
    }
    const { id } = await create({ ...plane, direct: null, publish: isAway })
    await cloud.advance({ seconds: 60 })
    return id
  },
  act: runJob('relay'),
})

crashTable('workspaces.create', {
  arrange: async () => undefined,
  act: (plane) => workspace(plane),
  async expects(plane) {
    const { docs } = await plane.db.collection('workspaces').get()
    expect(docs.length).toBeLessThanOrEqual(1)
    expect(await plane.identities?.list()).toEqual(docs.map(({ id }) => id))
  },
})

crashTable('workspaces.delete', {
  arrange: async (plane) => (await workspace(plane)).id,
  act: (plane, id) => handlers.workspaces.delete.run({ ...asked, params: { id } }, plane),
  async expects(plane, id) {
    const status = (await read(plane.db, workspaces, id))?.status
    expect(['active', 'deleted']).toContain(status)
    expect(await plane.identities?.list()).toEqual(status === 'active' ? [id] : [])
  },
})

crashTable('workers.workspaces: provision', {
  arrange: async (plane) => (await workspace(unheard(plane))).id,
  act: (plane, id) => workers.workspaces.run({ workspace_id: id }, plane),
  async expects(plane, id) {
    expect(await read(plane.db, workspaces, id)).toMatchObject({ identity_status: 'ready' })
    expect(await plane.identities?.list()).toEqual([id])
  },
})

crashTable('workers.workspaces: remove', {
  async arrange(plane, { iam, kubernetes }) {
    const { id } = await workspace(plane)
    await handlers.workspaces.delete.run({ ...asked, params: { id } }, unheard(plane))
    return { id, iam, kubernetes }
  },
  act: (plane, { id }) => workers.workspaces.run({ workspace_id: id }, plane),
  async expects(plane, { id, iam, kubernetes }) {
    expect((await read(plane.db, workspaces, id))?.status).toBe('deleted')
    expect(kubernetes.objects).toEqual({})
    expect({ ...iam.accounts, ...iam.policies }).toEqual({
      'projects/emulated': expect.objectContaining({ bindings: [] }),
    })
  },
})

crashTable('jobs.identities', {
  async arrange(plane) {
    const kept = await workspace(unheard(plane), 'kept')
    const gone = await workspace(plane, 'gone')
    await handlers.workspaces.delete.run({ ...asked, params: { id: gone.id } }, unheard(plane))
    return kept.id
  },
  act: runJob('identities'),
  async expects(plane, id) {
    expect(await plane.identities?.list()).toEqual([id])
  },
})

crashTable('workers.mails', {
  async arrange(plane, { mailed }) {
    await signUp(unheard(plane))
    const { docs } = await plane.db.collection('mails').get()
    return { id: docs[0]?.id ?? '', mailed }
  },
  act: (plane, { id }) => workers.mails.run({ mail_id: id }, plane),
  async expects(plane, { id, mailed }) {
    expect(await read(plane.db, mails, id)).toMatchObject({ state: 'sent', sealed: null })
    // Sent twice, it is the same letter: its id is.
    expect([...mailed.keys()]).toEqual([id])
  },
})

crashTable('jobs.mails', {
  arrange: (plane) => signUp(unheard(plane)),
  act: runJob('mails'),
  async expects(plane) {
    const { docs } = await plane.db.collection('mails').get()
    expect(docs.map((document) => document.data()?.state)).toEqual(['sent'])
  },
})

crashTable('signup.verify', {
  async arrange(plane, cloud) {
    await signUp(unheard(plane))
    await jobs.mails.run(plane)
    const letter = [...cloud.mailed.values()].at(-1)
    return /\bons_\S+/.exec(letter?.text ?? '')?.[0] ?? ''
  },
  act: (plane, code) => handlers.signup.verify.run({ ...admin, body: { code } }, plane),
  // Whole or not at all: nobody without an account, and one user at the most.
  async expects(plane) {
    const made = (await plane.db.collection('users').get()).docs
    expect(made.length).toBeLessThanOrEqual(1)
    for (const name of ['memberships', 'signins'] as const) {
      expect((await plane.db.collection(name).get()).docs).toHaveLength(made.length)
    }
  },
})

crashTable('storage.createBucket', {
  async arrange(plane) {
    await workspace(plane)
  },
  act: (plane) => bucket(plane),
  restMinutes: 75,
  // Every bucket is one that its account has, and none is half made for longer than the job takes to come.
  async expects({ db, buckets }) {
    const { docs } = await db.collection(storageResources.name).get()
    const those = docs.map((document) => storageResources.schema.parse(document.data()))
    expect(those.map(({ state }) => state)).toEqual(those.map(() => 'active'))
    const made = (await buckets?.list()) ?? []
    expect(made.map(({ name }) => name)).toEqual(those.map(({ bucket_name: name }) => name))
    expect(those.length).toBeLessThanOrEqual(1)
  },
})

crashTable('storage.destroy', {
  async arrange(plane) {
    await workspace(plane)
    return (await bucket(plane)).id
  },
  act: (plane, id) =>
    handlers.storage.destroy.run({ ...asked, params: { resource_id: id } }, plane),
  restMinutes: 75,
  async expects({ db, buckets }, id) {
    const state = (await read(db, storageResources, id))?.state
    expect(['active', 'deleted']).toContain(state)
    expect(await buckets?.list()).toHaveLength(state === 'active' ? 1 : 0)
  },
})

crashTable('jobs.chargeStorage: of a bucket made here', {
  async arrange(plane) {
    await workspace(plane)
    return (await bucket(plane)).id
  },
  act: runJob('chargeStorage'),
  restMinutes: 75,
  async expects({ db }, id) {
    expect((await read(db, storageResources, id))?.measurements).toMatchObject([
      { size_bytes: 1_024 ** 3 },
    ])
  },
})

crashTable('jobs.chargeStorage', {
  async arrange(plane, cloud) {
    const wish = { account_id: 'ada', name: 'data', kind: 'bucket', storage_class: 'standard' }
    const body = { ...wish, kind: 'bucket', storage_class: 'standard' } as const
    const made = await handlers.storage.create.run({ ...admin, body, headers: {} }, plane)
    const size = { size_bytes: 1_024 ** 4 }
    await handlers.storage.measure.run({ ...admin, params: { id: made.id }, body: size }, plane)
    await cloud.advance({ minutes: 2 * 1_440 })
    return made.id
  },
  act: runJob('chargeStorage'),
  restMinutes: 75,
  async expects({ db }, id) {
    expect((await read(db, storageResources, id))?.due_at).not.toBeNull()
    const { docs } = await db.collection('entries').where('verb', '==', 'storage').get()
    expect(docs).toHaveLength(2)
  },
})

const filled = async (plane: Plane) => {
  const wish = { provider: 'local', sizes: [{ from_hour: 0, size: 2 }] } as const
  const body = PoolWish.parse({ ...wish, budget_micros_per_day: 1_000_000 })
  await handlers.pools.set.run({ ...admin, params: { id: 'small' }, body }, plane)
  await jobs.refill.run(plane)
}

crashTable('sessions.create: of what waits', {
  arrange: filled,
  act: (plane) => create(plane),
  async expects(plane) {
    const { docs } = await plane.db.collection('sessions').get()
    expect(docs.length).toBeLessThanOrEqual(1)
    const boxes = await allWarmBoxes(plane.db)
    expect(boxes.map(({ status }) => status)).toEqual(['ready', 'ready'])
  },
})

crashTable('jobs.refill', {
  async arrange(plane, cloud) {
    await filled(plane)
    const [ill] = await allWarmBoxes(plane.db)
    if (ill) cloud.boxes.lose(ill.id, 'lost')
    await create(plane)
  },
  act: runJob('refill'),
  async expects(plane) {
    const boxes = await allWarmBoxes(plane.db)
    expect(boxes.map(({ status }) => status)).toEqual(['ready', 'ready'])
  },
})

crashTable('jobs.purge', {
  async arrange({ transact, clock }) {
    const keep_until = clock.now()
    await transact('old', async (tx) => {
      await tx.create(commands, commandId('sess0', 1), {
        ...{ session_id: 'sess0', account_id: 'ada', keep_until },
        ...{ number: 1, pid: 7, tag: null, argv: ['true'], cwd: '/', isTerminal: false },
        ...{ startedAt: keep_until, ending: null, stdoutBytes: 0, stderrBytes: 0, stored: {} },
      })
      for (const stream of streams) {
        await tx.create(outputs, outputId('sess0', 1, stream), { spans: [] })
      }
    })
  },
  act: runJob('purge'),
  async expects({ db }) {
    for (const { name } of [commands, outputs]) {
      expect((await db.collection(name).get()).docs).toEqual([])
    }
  },
})

crashTable('purchases.confirm', {
  async arrange(plane) {
    const body = { micros: 1_000_000 }
    const order = await handlers.purchases.create.run({ ...asked, body, headers: {} }, plane)
    return order.id
  },
  act: (plane, id) => handlers.purchases.confirm.run({ ...admin, params: { id } }, plane),
  async expects(plane: Plane) {
    const account = await read(plane.db, accounts, 'ada')
    invariant(account, 'ada is not there')
    const { docs } = await plane.db.collection('entries').where('verb', '==', 'purchase').get()
    expect(account.balance.available).toBe(1_000_000 + docs.length * 1_000_000)
    expect(docs.length).toBeLessThanOrEqual(1)
  },
})

const signUp = (plane: Plane) => {
  const body = { email: 'new@example.com', name: undefined }
  return handlers.signup.begin.run({ ...admin, body }, plane)
}

/** Asks for a workspace as a client would, under one idempotency key. */
const workspace = (plane: Plane, name = 'team') => {
  const headers = { 'idempotency-key': name }
  const body = api.workspaces.create.body.parse({ name })
  return handlers.workspaces.create.run({ ...asked, headers, body }, plane)
}

/** Asks for a bucket of that workspace, under one idempotency key. */
const bucket = (plane: Plane) => {
  const headers = { 'idempotency-key': 'data' }
  const body = api.storage.createBucket.body.parse({ workspace_id: 'team', name: 'data' })
  return handlers.storage.createBucket.run({ ...asked, headers, body }, plane)
}

const admin = { ...asked, caller: null }

/** Of one step, or of no consequence for money and boxes. The list only shrinks. */
const exempt: Readonly<Record<string, string>> = {
  'sessions.execute': 'changes nothing but its box; what it may leave is tested in test/agent',
  'sessions.executeStream': 'the same',
  'sessions.ticket': 'signs a ticket, and keeps nothing of it until it is used',
  'workers.cloudRun':
    'does what workers.local does; what its boxes may leave is tested in test/conformance',
  'workers.gke': 'the same',
}

test('every operation of several steps has its table', () => {
  const operations = [
    ...routes
      .filter(({ noun, route }) => noun === 'sessions' && route.method !== 'GET')
      .map(({ noun, verb }) => `${noun}.${verb}`),
    ...Object.values(subscriptions).map(({ worker }) => `workers.${worker}`),
    ...Object.keys(schedules).map((name) => `jobs.${name}`),
  ].filter((name) => !exempt[name])
  const begun = [...tables].map((name) => name.split(':')[0])
  expect(operations.filter((name) => !begun.includes(name))).toEqual([])
})
