import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PassThroughClient } from 'google-auth-library'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { openIam } from '../../../emulators/iam/server.ts'

const run = promisify(execFile)

// Read as a client would: without a schema.
const Body = z.record(z.string(), z.any())

/** An IAM of the test's own, its state in a folder of its own, reached with Google's own library. */
async function newIam() {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-iam-'))
  const file = join(folder, 'iam.json')
  let emulator = await openIam(file)
  onTestFinished(async () => {
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const client = new PassThroughClient()
  return {
    folder,
    url: () => emulator.url,
    async restart() {
      await emulator.close()
      emulator = await openIam(file)
    },
    async ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) {
      const url = `${emulator.url}/v1/projects/p/${path}`
      const answer = await client.request({
        url: path.startsWith(':') ? `${emulator.url}/v1/projects/p${path}` : url,
        method,
        validateStatus: () => true,
        ...(body ? { data: body } : {}),
      })
      return { status: answer.status, body: Body.parse(answer.data) }
    },
  }
}

const binding = (member: string) => ({ role: 'roles/logging.logWriter', members: [member] })
const email = 'worker-one@p.iam.gserviceaccount.com'

test('a service account is made once, found by address and unique id, and outlives a restart', async () => {
  const { ask, restart } = await newIam()
  const wish = { accountId: 'worker-one', serviceAccount: { displayName: 'One' } }
  const made = await ask('POST', 'serviceAccounts', wish)
  expect(made).toMatchObject({ status: 200, body: { email, displayName: 'One' } })
  expect(await ask('POST', 'serviceAccounts', wish)).toMatchObject({
    status: 409,
    body: { error: { code: 409, status: 'ALREADY_EXISTS' } },
  })
  await restart()
  for (const name of [email, made.body.uniqueId]) {
    expect((await ask('GET', `serviceAccounts/${name}`)).body).toEqual(made.body)
  }
  expect((await ask('DELETE', `serviceAccounts/${email}`)).status).toBe(200)
  expect(await ask('GET', `serviceAccounts/${email}`)).toMatchObject({
    status: 404,
    body: { error: { status: 'NOT_FOUND' } },
  })
})

test('accounts are listed by page', async () => {
  const { ask } = await newIam()
  for (const n of [1, 2, 3]) await ask('POST', 'serviceAccounts', { accountId: `worker-${n}` })
  const first = (await ask('GET', 'serviceAccounts?pageSize=2')).body
  expect(first.accounts).toHaveLength(2)
  const rest = await ask('GET', `serviceAccounts?pageSize=2&pageToken=${first.nextPageToken}`)
  expect(rest.body).toMatchObject({ accounts: [{ name: expect.stringMatching(/worker-3/) }] })
  expect(rest.body.nextPageToken).toBeUndefined()
})

test.each(['short', 'UPPER-case', 'a'.repeat(31), 'ends-in-dash-'])(
  'the account id %s is refused',
  async (accountId) => {
    const { ask } = await newIam()
    expect(await ask('POST', 'serviceAccounts', { accountId })).toMatchObject({
      status: 400,
      body: { error: { status: 'INVALID_ARGUMENT' } },
    })
  },
)

test('of two who read a policy, the second to write it is refused', async () => {
  const { ask } = await newIam()
  await ask('POST', 'serviceAccounts', { accountId: 'worker-one' })
  const { etag } = (await ask('POST', ':getIamPolicy', {})).body
  const write = (body: object) => ask('POST', ':setIamPolicy', { policy: { etag, ...body } })
  const bindings = [binding(`serviceAccount:${email}`)]
  const first = await write({ bindings })
  expect(first).toMatchObject({ status: 200, body: { bindings } })
  expect(await write({ bindings: [] })).toMatchObject({
    status: 409,
    body: { error: { status: 'ABORTED' } },
  })
  expect((await ask('POST', ':getIamPolicy', {})).body).toEqual(first.body)
})

test('who is not there is refused in a policy; who is deleted stays in it, and says so', async () => {
  const { ask } = await newIam()
  const { uniqueId } = (await ask('POST', 'serviceAccounts', { accountId: 'worker-one' })).body
  const write = (member: string) =>
    ask('POST', ':setIamPolicy', { policy: { bindings: [binding(member)] } })
  expect(await write('serviceAccount:nobody@p.iam.gserviceaccount.com')).toMatchObject({
    status: 400,
  })
  expect(await write('somebody')).toMatchObject({ status: 400 })
  expect(await write('serviceAccount:p.svc.id.goog[team/worker]')).toMatchObject({ status: 200 })
  await write(`serviceAccount:${email}`)
  await ask('DELETE', `serviceAccounts/${email}`)
  const left = (await ask('POST', ':getIamPolicy', {})).body.bindings[0].members
  expect(left).toEqual([`deleted:serviceAccount:${email}?uid=${uniqueId}`])
})

const hasGcloud = spawnSync('gcloud', ['--version']).status === 0

test.skipIf(!hasGcloud)(
  'gcloud makes an account, lets another act as it, and deletes it',
  async () => {
    const { url, folder, ask } = await newIam()
    const token = join(folder, 'token')
    writeFileSync(token, 'a-token')
    const gcloud = async (...args: string[]) => {
      const all = ['iam', 'service-accounts', ...args, '--format=json', '--quiet', '--project=p']
      const { stdout } = await run('gcloud', all, {
        env: {
          ...process.env,
          CLOUDSDK_CONFIG: join(folder, 'gcloud'),
          CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
          CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: `${url()}/`,
          CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
        },
      })
      return JSON.parse(stdout || '{}')
    }
    await gcloud('create', 'worker-one', '--display-name=One')
    const member = 'serviceAccount:p.svc.id.goog[team/worker]'
    const role = 'roles/iam.workloadIdentityUser'
    const bound = ['add-iam-policy-binding', email, `--member=${member}`, `--role=${role}`]
    expect((await gcloud(...bound)).bindings).toEqual([{ role, members: [member] }])
    await gcloud('delete', email)
    expect((await ask('GET', 'serviceAccounts')).body).toEqual({})
  },
  120_000,
)
