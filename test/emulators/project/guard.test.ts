import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@google-cloud/storage'
import { afterAll, expect, test } from 'vitest'
import { newSigner } from '../../../emulators/kit/identity.ts'
import { accessAudience } from '../../../emulators/metadata/server.ts'
import { may } from '../../../emulators/project/grants.ts'
import { openGuard } from '../../../emulators/project/guard.ts'
import { machines } from '../../../emulators/project/machines.ts'
import { needs } from '../../../emulators/project/permissions.ts'
import { makeBucket } from '../../../emulators/storage/makeBucket.ts'
import { openStorage } from '../../../emulators/storage/server.ts'
import { Store } from '../../../emulators/terraform/store.ts'
import { realClock } from '../../../shared/platform/clock.ts'
import { connectStorage } from '../../../shared/storage/connect.ts'

const services = '/v2/projects/p/locations/l/services'
const session = 'session@p.iam.gserviceaccount.com'

test.each([
  ['run', 'POST', services, 'run.services.create'],
  ['run', 'GET', services, 'run.services.list'],
  ['run', 'GET', `${services}/s`, 'run.services.get'],
  ['run', 'PATCH', `${services}/s`, 'run.services.update'],
  ['run', 'DELETE', `${services}/s`, 'run.services.delete'],
  ['run', 'POST', `${services}/s:setIamPolicy`, 'run.services.setIamPolicy'],
  ['run', 'POST', '/v2/projects/p/locations/l/jobs/j:run', 'run.jobs.run'],
  ['run', 'GET', '/v2/projects/p/locations/l/jobs/j/executions', 'run.executions.list'],
  ['run', 'GET', '/v2/projects/p/locations/l/operations/o', 'run.operations.get'],
  ['run', 'PUT', '/apis/serving.knative.dev/v1/namespaces/p/services/s', 'run.services.update'],
  ['run', 'GET', '/elsewhere', 'unknown'],
  ['storage', 'POST', '/storage/v1/b', 'storage.buckets.create'],
  ['storage', 'DELETE', '/storage/v1/b/x', 'storage.buckets.delete'],
  ['storage', 'GET', '/storage/v1/b/x/o', 'storage.objects.list'],
  ['storage', 'GET', '/storage/v1/b/x/o/a%2Fb', 'storage.objects.get'],
  ['storage', 'GET', '/download/storage/v1/b/x/o/a', 'storage.objects.get'],
  ['storage', 'POST', '/upload/storage/v1/b/x/o', 'storage.objects.create'],
  ['storage', 'PUT', '/resumable/upload/storage/v1/b/x/o', 'storage.objects.create'],
  ['storage', 'GET', '/x/a/b', 'storage.objects.get'],
  ['iam', 'POST', '/v1/projects/p/serviceAccounts', 'iam.serviceAccounts.create'],
  ['iam', 'DELETE', `/v1/projects/p/serviceAccounts/${session}`, 'iam.serviceAccounts.delete'],
  ['iam', 'POST', '/v1/projects/p:setIamPolicy', 'resourcemanager.projects.setIamPolicy'],
] as const)('%s: %s %s needs %s', (api, method, path, permission) => {
  expect(needs[api]({ method, path, body: undefined })).toMatchObject([{ permission }])
})

test('who makes a service needs to be allowed to act as its account, said or not', () => {
  const asked = (template: object) => ({ method: 'POST', path: services, body: { template } })
  const acts = 'iam.serviceAccounts.actAs'
  const [, said] = needs.run(asked({ serviceAccount: session }))
  expect(said).toEqual({ permission: acts, resource: `projects/p/serviceAccounts/${session}` })
  const [, unsaid] = needs.run(asked({}))
  expect(unsaid).toEqual({ permission: acts, resource: 'projects/p/serviceAccounts/default' })
})

const folder = mkdtempSync(join(tmpdir(), 'onmemos-guard-'))
const emulator = await openStorage(join(folder, 'storage'))
await makeBucket(emulator.url, 'archives')
await makeBucket(emulator.url, 'others')
const signer = await newSigner(realClock)
const store = new Store(join(folder, 'applied'))
const email = 'reader@p.iam.gserviceaccount.com'
const granted = { bucket: 'archives', role: 'roles/storage.objectUser' }
store.add({
  type: 'google_storage_bucket_iam_member',
  id: 'one',
  fields: { ...granted, member: `serviceAccount:${email}` },
})
const guard = await openGuard({
  url: emulator.url,
  port: 0,
  needs: needs.storage,
  whoIs: (token) => signer.whoIs(token, accessAudience),
  may: (who, { permission, resource }) => may(store, who, permission, resource),
})
afterAll(async () => {
  await guard.close()
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})

const machine = machines('p', signer)
afterAll(() => machine.close())

/** Our client on a machine of that account. */
async function storageAs(who: string): Promise<Storage> {
  Object.assign(process.env, await machine.environment(who))
  const settings = { projectId: 'p', apiEndpoint: guard.url, credentials: 'default' } as const
  return connectStorage(settings, 10_000)
}

test("Google's client does what its account was granted, large files too, and is refused the rest", async () => {
  const storage = await storageAs(email)
  const file = storage.bucket('archives').file('a/b')
  const bytes = Buffer.alloc(3_000_000, 'x')
  await file.save(bytes, { resumable: true })
  const [read] = await file.download()
  expect(read.equals(bytes)).toBe(true)
  const whole = { resumable: false }
  await storage.bucket('archives').file('c').save('x', whole)
  await expect(storage.bucket('others').file('a').save('x', whole)).rejects.toMatchObject({
    code: 403,
  })
  await expect(storage.createBucket('third')).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining("'storage.buckets.create' denied"),
  })
})

test('a stranger, nobody, and a token for something else are refused', async () => {
  const stranger = await storageAs('other@p.iam.gserviceaccount.com')
  await expect(stranger.bucket('archives').file('a/b').download()).rejects.toMatchObject({
    code: 403,
  })
  const asks = async (headers: Record<string, string>) =>
    (await fetch(`${guard.url}/storage/v1/b/archives/o`, { headers })).status
  const bearing = (audience: string) => ({
    authorization: `Bearer ${signer.tokenFor(email, audience)}`,
  })
  expect(await asks(bearing(accessAudience))).toBe(200)
  expect(await asks(bearing('https://elsewhere.example'))).toBe(401)
  expect(await asks({})).toBe(401)
})
