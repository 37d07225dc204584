import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'
import { clientOf, podOf } from './cluster.ts'

let cluster: Kubernetes
let namespace: string

beforeAll(async () => {
  cluster = await openKubernetes()
  namespace = await clientOf(cluster).namespace()
})
afterAll(() => cluster.close())

/** Posted as it is: the official client would leave out what it does not know. */
async function post(body: object, query = '') {
  const url = `${cluster.url}/api/v1/namespaces/${namespace}/pods${query}`
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  return {
    status: answer.status,
    warning: answer.headers.get('warning'),
    body: await answer.json(),
  }
}

const pod = (name: string, spec: object) => {
  const made = podOf('true', { name })
  return { ...made, spec: { ...made.spec, ...spec } }
}

test('a field that nobody knows is refused, told or dropped, as the client wants it', async () => {
  const odd = (name: string) => pod(name, { restartPolicies: 'Never' })
  const strict = await post(odd('strict'), '?fieldValidation=Strict')
  expect(strict).toMatchObject({
    status: 400,
    body: { message: 'strict decoding error: unknown field "spec.restartPolicies"' },
  })
  const warned = await post(odd('warned'))
  expect(warned).toMatchObject({ status: 201, warning: expect.stringContaining('restartPolicies') })
  expect(warned.body).not.toHaveProperty('spec.restartPolicies')
  const ignored = await post(odd('ignored'), '?fieldValidation=Ignore')
  expect(ignored).toMatchObject({ status: 201, warning: null })
})

test.each([
  [
    400,
    'cannot unmarshal string into Go struct field .spec.activeDeadlineSeconds',
    { activeDeadlineSeconds: 'soon' },
  ],
  [
    400,
    'cannot unmarshal number into Go struct field .spec.containers[0].image',
    { containers: [{ name: 'a', image: 3 }] },
  ],
  [400, 'cannot unmarshal object into Go struct field .spec.containers', { containers: {} }],
  [422, 'spec.containers[0].name: Required value', { containers: [{ image: 'x' }] }],
  [422, 'spec.volumes[0].name: Required value', { volumes: [{ emptyDir: {} }] }],
])('%i: %s', async (status, said, spec) => {
  expect(await post(pod('wrong', spec))).toMatchObject({
    status,
    body: { message: expect.stringContaining(said) },
  })
})

test('a quantity may be a number, and a label may not', async () => {
  const resources = { limits: { cpu: 1, memory: '1Gi' } }
  const spec = { containers: [{ name: 'a', image: 'x', resources }] }
  expect(await post(pod('counted', spec))).toMatchObject({ status: 201 })
  const labelled = { ...pod('labelled', {}), metadata: { name: 'labelled', labels: { a: 1 } } }
  expect(await post(labelled)).toMatchObject({ status: 400 })
})
