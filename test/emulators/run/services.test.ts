import { afterAll, expect, test } from 'vitest'
import { until } from '../../kit/until.ts'
import { nameOf, newRun, parent, serviceOf } from './ground.ts'

const { run, email, services, revisions, ask, close } = await newRun({ idleMs: 400 })
afterAll(close)

/** A service that is there, and open to the caller of these tests. */
async function deployed(serviceId: string, service: object = serviceOf()) {
  const [operation] = await services.createService({ parent, serviceId, service })
  const [made] = await operation.promise()
  await services.setIamPolicy({
    resource: nameOf(serviceId),
    policy: { bindings: [{ role: 'roles/run.invoker', members: [`serviceAccount:${email}`] }] },
  })
  return { name: String(made.name), uri: String(made.uri) }
}

test('a service is made, runs what it was asked for, is seen, listed and deleted', async () => {
  const { name, uri } = await deployed('first')
  expect(JSON.parse((await ask(uri)).text)).toMatchObject({
    K_SERVICE: 'first',
    PORT: '8080',
    WHO: 'ada',
  })
  const [service] = await services.getService({ name })
  expect(service.terminalCondition).toMatchObject({ state: 'CONDITION_SUCCEEDED' })
  const [listed] = await services.listServices({ parent })
  expect(listed.map((one) => one.name)).toContain(name)
  const [kept] = await revisions.listRevisions({ parent: name })
  expect(kept).toHaveLength(1)
  await expect(
    services.createService({ parent, serviceId: 'first', service: serviceOf() }),
  ).rejects.toMatchObject({ code: 409 })
  const [deletion] = await services.deleteService({ name })
  await deletion.promise()
  await expect(services.getService({ name })).rejects.toMatchObject({ code: 404 })
  await expect(ask(uri)).rejects.toThrow()
})

test('only an invoker who proves it with a token for this service is let in', async () => {
  const { uri } = await deployed('guarded')
  expect((await ask(uri, { token: null })).status).toBe(403)
  expect((await ask(uri, { token: 'made.up.token' })).status).toBe(401)
  await services.setIamPolicy({ resource: nameOf('guarded'), policy: { bindings: [] } })
  expect((await ask(uri)).status).toBe(403)
})

test('it scales to zero, and the next request starts it cold', async () => {
  const { name, uri } = await deployed('sleepy')
  const before = JSON.parse((await ask(uri)).text)
  await until(() => run.host.instances(name).length === 0)
  const after = JSON.parse((await ask(uri)).text)
  expect(after.asked).toBe(1)
  expect(after.host).not.toBe(before.host)
})

test('one request at a time makes more instances, up to as many as there may be', async () => {
  const { name, uri } = await deployed(
    'crowded',
    serviceOf({ maxInstanceRequestConcurrency: 1, scaling: { maxInstanceCount: 2 } }),
  )
  const answers = await Promise.all([1, 2, 3].map(() => ask(uri, { path: '/slow' })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(run.host.instances(name)).toHaveLength(2)
})

test('a request that takes longer than the service allows is ended', async () => {
  const { uri } = await deployed('hasty', serviceOf({ timeout: { nanos: 100_000_000 } }))
  expect((await ask(uri, { path: '/slow' })).status).toBe(504)
})

test('a container that does not listen fails its revision, and says why', async () => {
  const service = { template: { containers: [{ image: 'hello', command: ['/bin/false'] }] } }
  const [operation] = await services.createService({ parent, serviceId: 'mute', service })
  await expect(operation.promise()).rejects.toThrow(/failed to start and listen on the port/)
  const [stored] = await services.getService({ name: nameOf('mute') })
  expect(stored.terminalCondition).toMatchObject({ state: 'CONDITION_FAILED' })
})

test('an image that is not there fails its revision', async () => {
  const service = { template: { containers: [{ image: 'nowhere/nothing' }] } }
  const [operation] = await services.createService({ parent, serviceId: 'imageless', service })
  await expect(operation.promise()).rejects.toThrow(/Image 'nowhere\/nothing' not found/)
})

test.each([
  ['a bad name', 'Bad_Name', serviceOf()],
  ['no container', 'empty', { template: { containers: [] } }],
  [
    'a mount of no volume',
    'mounted',
    {
      template: {
        containers: [{ image: 'hello', volumeMounts: [{ name: 'x', mountPath: '/x' }] }],
      },
    },
  ],
  [
    'a reserved variable',
    'reserved',
    { template: { containers: [{ image: 'hello', env: [{ name: 'PORT', value: '1' }] }] } },
  ],
])('%s is refused', async (_, serviceId, service) => {
  await expect(services.createService({ parent, serviceId, service })).rejects.toMatchObject({
    code: 400,
  })
})

test('a service that is changed serves its new revision at the same address', async () => {
  const { name, uri } = await deployed('changing')
  const service = {
    name,
    template: { containers: [{ image: 'hello', env: [{ name: 'WHO', value: 'bob' }] }] },
  }
  const [operation] = await services.updateService({ service })
  await operation.promise()
  expect(JSON.parse((await ask(uri)).text).WHO).toBe('bob')
  expect((await revisions.listRevisions({ parent: name }))[0]).toHaveLength(2)
})

test('who deletes what has changed since is refused', async () => {
  const { name } = await deployed('fenced')
  await expect(services.deleteService({ name, etag: '"old"' })).rejects.toMatchObject({ code: 409 })
})

test('a test can refuse requests, and keep an operation from ever ending', async () => {
  run.steering.next({ kind: 'answer', status: 429, message: 'Quota exceeded' }, { method: 'POST' })
  await expect(
    services.createService({ parent, serviceId: 'refused', service: serviceOf() }),
  ).rejects.toMatchObject({ code: 429 })
  run.stuck.operations = true
  const [operation] = await services.createService({
    parent,
    serviceId: 'stuck',
    service: serviceOf(),
  })
  run.stuck.operations = false
  await until(async () => {
    const [stored] = await services.getService({ name: nameOf('stuck') })
    return stored.reconciling === false
  })
  expect((await services.checkCreateServiceProgress(String(operation.name))).done).toBe(false)
})
