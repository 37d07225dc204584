import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openIam } from '../../../emulators/iam/server.ts'
import type { Served } from '../../../emulators/kit/served.ts'
import { openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { newSecret } from '../../../shared/platform/ids.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let iam: Served
let cluster: Served

beforeAll(async () => {
  iam = await openIam()
  cluster = await openKubernetes()
  const settings = {
    AUTO_PROVISION_IDENTITY: 'true',
    ONMEMOS_KUBERNETES_URL: cluster.url,
    ONMEMOS_WORKSPACE_ROLES: 'roles/logging.logWriter',
    IAM_API_URL: iam.url,
    RESOURCE_MANAGER_API_URL: iam.url,
    ONMEMOS_GOOGLE_CREDENTIALS: 'none',
  }
  world = await newWorld({ credit: { ada: 5, eve: 1 }, lasts: 'file', settings })
})

afterAll(async () => {
  await world.close()
  await Promise.all([iam.close(), cluster.close()])
})

const make = async (body: object, who = 'ada') =>
  (await world.as(who).post('/v1/workspaces', body)).body

const inCluster = async (path: string) => {
  const answer = await fetch(`${cluster.url}/api/v1/${path}`)
  return { status: answer.status, body: Body.parse(await answer.json()) }
}
const policyOf = async (email: string) => {
  const url = `${iam.url}/v1/projects/-/serviceAccounts/${email}:getIamPolicy`
  return Body.parse(await (await fetch(url, { method: 'POST' })).json())
}

// Read as a client would: without a schema.
const Body = z.record(z.string(), z.any())

test('a workspace has an identity that is nobody else’s, and all of it goes with the workspace', async () => {
  const made = await make({ name: 'alone' })
  const { k8s_namespace: namespace, ksa_name: ksa, gsa_email: email, status } = made.identity
  expect(status).toBe('ready')
  const other = await make({ name: 'other' })
  expect(other.identity.gsa_email).not.toBe(email)
  expect((await inCluster(`namespaces/${namespace}`)).body.metadata.labels).toMatchObject({
    'onmemos.dev/workspace': made.id,
    'pod-security.kubernetes.io/enforce': 'restricted',
  })
  expect((await inCluster(`namespaces/${namespace}/serviceaccounts/${ksa}`)).body).toMatchObject({
    metadata: { annotations: { 'iam.gke.io/gcp-service-account': email } },
    automountServiceAccountToken: false,
  })
  expect((await policyOf(email)).bindings).toEqual([
    {
      role: 'roles/iam.workloadIdentityUser',
      members: [`serviceAccount:${world.projectId}.svc.id.goog[${namespace}/${ksa}]`],
    },
  ])
  expect(await world.as('ada').delete('/v1/workspaces/alone')).toMatchObject({
    status: 200,
    body: { status: 'deleted', identity: { status: 'removed', gsa_email: null } },
  })
  expect((await inCluster(`namespaces/${namespace}`)).status).toBe(404)
  expect(await policyOf(email)).toMatchObject({ error: { code: 404 } })
  expect(await world.plane.identities?.list()).not.toContain(made.id)
  expect(await world.plane.identities?.list()).toContain(other.id)
  expect((await world.as('ada').get('/v1/workspaces/alone')).status).toBe(404)
})

test('a namespace of sessions without a workspace is nobody’s identity', async () => {
  const labels = { 'onmemos.dev/deployment': 'onmemos' }
  const made = await fetch(`${cluster.url}/api/v1/namespaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name: 'onmemos-acct1', labels } }),
  })
  expect(made.status).toBe(201)
  expect(await world.plane.identities?.list()).not.toContain('onmemos-acct1')
})

test('a name is one workspace’s in an account, and free again when that is gone or renamed', async () => {
  const first = await make({ name: 'named' })
  expect(await world.as('ada').post('/v1/workspaces', { name: 'named' })).toMatchObject({
    status: 409,
    body: { code: 'name_taken' },
  })
  expect((await world.as('eve').post('/v1/workspaces', { name: 'named' })).status).toBe(201)
  const renamed = await world.as('ada').ask('PATCH', `/v1/workspaces/${first.id}`, { name: 'new' })
  expect(renamed.body).toMatchObject({ id: first.id, name: 'new' })
  const second = await make({ name: 'named' })
  expect((await world.as('ada').get('/v1/workspaces/named')).body.id).toBe(second.id)
  expect((await world.as('ada').get('/v1/workspaces/new')).body.id).toBe(first.id)
})

test('told again with its idempotency key, the same workspace is answered', async () => {
  const key = { 'idempotency-key': 'w-1' }
  const ask = (body: object) => world.as('ada').post('/v1/workspaces', body, key)
  const one = await ask({ name: 'once', secrets: { TOKEN: 'a' } })
  expect((await ask({ name: 'once', secrets: { TOKEN: 'a' } })).body).toEqual(one.body)
  expect(await ask({ name: 'once', secrets: { TOKEN: 'b' } })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test('a session has what its workspace says, and its own comes first', async () => {
  const ada = world.as('ada')
  const { id } = await make({
    name: 'shop',
    env: { STAGE: 'test', LEVEL: 'info' },
    secrets: { PASSWORD: 'only-for-the-box' },
    limits: { duration_minutes_max: 30 },
    templates: ['base', 'python'],
  })
  const made = await ada.post('/v1/sessions', {
    provider: 'local',
    workspace_id: 'shop',
    user: 'bo',
    env: { LEVEL: 'debug' },
  })
  expect(made.body).toMatchObject({
    workspace_id: id,
    namespace: 'shop',
    name: expect.stringMatching(/^ws-shop-bo-\d+$/),
    limits: { max_duration_minutes: 30 },
  })
  const said = await ada.post(`/v1/sessions/${made.body.id}/execute`, {
    command: 'echo "$STAGE $LEVEL $PASSWORD $NAMESPACE"',
  })
  expect(said.body.stdout).toBe('test debug only-for-the-box shop\n')
  expect((await ada.get('/v1/sessions?workspace_id=shop')).body.sessions).toHaveLength(1)
  const refused = (body: object) => ada.post('/v1/sessions', { provider: 'local', ...body })
  expect(await refused({ workspace_id: id, template: 'go' })).toMatchObject({
    status: 422,
    body: { code: 'invalid_request' },
  })
  expect(await refused({ workspace_id: id, max_duration_minutes: 31 })).toMatchObject({
    body: { code: 'above_account_limit' },
  })
  expect(await refused({ workspace_id: 'nowhere' })).toMatchObject({ status: 404 })
  const eves = { provider: 'local', workspace_id: id }
  expect(await world.as('eve').post('/v1/sessions', eves)).toMatchObject({ status: 404 })
  expect(await ada.delete('/v1/workspaces/shop')).toMatchObject({
    status: 409,
    body: { code: 'workspace_in_use', session_id: made.body.id },
  })
  await ada.delete(`/v1/sessions/${made.body.id}`)
  expect((await ada.delete('/v1/workspaces/shop')).body.status).toBe('deleted')
})

test('secrets are never shown, nor stored as they are', async () => {
  const ada = world.as('ada')
  const made = await make({ name: 'hush', secrets: { ONE: 'first-secret', TWO: 'second-secret' } })
  expect(made.secrets).toEqual(['ONE', 'TWO'])
  const change = { secrets: { ONE: null, THREE: 'third-secret' } }
  const after = await ada.ask('PATCH', '/v1/workspaces/hush', change)
  expect(after.body.secrets).toEqual(['THREE', 'TWO'])
  const stored = await world.plane.db.collection('workspaces').doc(made.id).get()
  const seen = JSON.stringify([made, after.body, stored.data(), world.logged])
  expect(seen).not.toMatch(/first-secret|second-secret|third-secret/)
})

test('as many sessions of a workspace live at once as it says, begun as the first of its templates', async () => {
  const ada = world.as('ada')
  const name = `full-${newSecret().slice(0, 8)}`
  await make({ name, limits: { sessions_max: 2 }, templates: ['python', 'base'] })
  const create = (more: object = {}) =>
    ada.post('/v1/sessions?wait=0', { provider: 'local', workspace_id: name, ...more })
  const answers = await Promise.all([create(), create(), create()])
  const made = answers.filter(({ status }) => status === 201)
  expect(made.map(({ body }) => body.template)).toEqual(['python', 'python'])
  expect(answers.find(({ status }) => status !== 201)).toMatchObject({
    status: 429,
    body: { code: 'too_many_sessions', detail: `workspace ${name} may have 2 at once` },
  })
  const elsewhere = await ada.post('/v1/sessions?wait=0', { provider: 'local' })
  expect(elsewhere).toMatchObject({ status: 201, body: { template: 'base' } })
  await ada.delete(`/v1/sessions/${made[0]?.body.id}?wait=30`)
  expect(await create({ template: 'base' })).toMatchObject({ status: 201 })
  expect((await create()).status).toBe(429)
})

test('a workspace with members is theirs, and those’ who run the account', async () => {
  const ada = world.as('ada')
  const bo = { kind: 'service', name: 'bo', role: 'member' }
  const { user_id: userId } = (await ada.post('/v1/account/members', bo)).body
  const { accountId } = world.citizen('ada')
  const key = { user_id: userId, account_id: accountId, name: 'bo' }
  const { passport_key: passport } = (await world.admin.post('/admin/passports', key)).body
  await make({ name: 'mine', members: [userId] })
  await make({ name: 'theirs', members: ['usersomebodyelse'] })
  const seen = (name: string) =>
    world.anyone.get(`/v1/workspaces/${name}`, { 'x-api-key': passport })
  expect((await seen('mine')).status).toBe(200)
  expect((await seen('theirs')).status).toBe(404)
  const listed = await world.anyone.get('/v1/workspaces?limit=100', { 'x-api-key': passport })
  const names = listed.body.workspaces.map(({ name }: { name: string }) => name)
  expect(names).toContain('mine')
  expect(names).not.toContain('theirs')
  expect((await ada.get('/v1/workspaces/theirs')).status).toBe(200)
})

test('default storage is the account’s own, of the right kind', async () => {
  const { id } = await make({ name: 'stored' })
  const register = async (who: string, kind: string) => {
    const { accountId } = world.citizen(who)
    const body = { account_id: accountId, name: 'data', kind, storage_class: 'standard' }
    return (await world.admin.post('/admin/storage', body)).body.id
  }
  const vault = await register('ada', 'bucket')
  const eves = await register('eve', 'bucket')
  const set = (body: object) => world.as('ada').post(`/v1/storage/workspaces/${id}/defaults`, body)
  expect((await set({ vault_id: vault })).body).toMatchObject({ vault_id: vault, drive_id: null })
  expect((await set({ vault_id: eves })).status).toBe(404)
  expect((await set({ drive_id: vault })).status).toBe(404)
  const ada = world.as('ada')
  const session = (body: object) => ada.post('/v1/sessions?wait=0', { provider: 'local', ...body })
  // A default that cannot be mounted here is said, and breaks no session; what is asked for is refused.
  expect((await session({ workspace_id: id })).body.details).toMatchObject({
    bucket_name: 'data',
    not_mounted: ['bucket data'],
  })
  for (const asked of [{ vault_id: vault }, { vault_name: 'data' }, { drive_id: vault }]) {
    expect(await session(asked)).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  }
  expect((await session({ vault_name: 'nowhere' })).status).toBe(404)
  expect((await set({ vault_id: null })).body.vault_id).toBeNull()
})

test('what is left half-made is seen to by the job, and says why meanwhile', async () => {
  const { url } = cluster
  await cluster.close()
  const made = await make({ name: 'later' })
  expect(made.identity).toMatchObject({ status: 'pending', problem: expect.stringMatching(/./) })
  cluster = await openKubernetes(undefined, Number(new URL(url).port))
  await world.run('identities')
  expect((await world.as('ada').get('/v1/workspaces/later')).body.identity).toMatchObject({
    status: 'ready',
    problem: null,
  })
})

test('an administrator makes, lists, changes and deletes anyone’s', async () => {
  const { admin } = world
  const { accountId, userId } = world.citizen('eve')
  const made = await admin.post('/admin/workspaces', { name: 'given', user_id: userId })
  expect(made).toMatchObject({ status: 201, body: { account_id: accountId } })
  const { id } = made.body
  expect((await world.as('eve').get('/v1/workspaces/given')).body.id).toBe(id)
  const listed = (await admin.get(`/admin/workspaces?account_id=${accountId}`)).body.workspaces
  expect(listed.map((one: { id: string }) => one.id)).toContain(id)
  const change = { description: 'seen to' }
  expect((await admin.ask('PATCH', `/admin/workspaces/${id}`, change)).body).toMatchObject(change)
  expect((await admin.delete(`/admin/workspaces/${id}`)).body.status).toBe('deleted')
  expect((await admin.get(`/admin/workspaces/${id}`)).body.status).toBe('deleted')
  expect((await admin.post('/admin/workspaces', { name: 'x', account_id: 'a' })).status).toBe(404)
  expect((await admin.post('/admin/workspaces', { name: 'x' })).status).toBe(422)
})
