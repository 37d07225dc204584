import { setTimeout as sleep } from 'node:timers/promises'
import type { Making } from '../making.ts'
import { Refusal } from '../refusal.ts'
import { type Fields, isFields, textIn, textsAt, type Value } from '../values.ts'
import { ask, removed } from './ask.ts'
import { binding } from './iam.ts'
import { secretIn } from './secrets.ts'

/** Services, their arguments in the API's words. The emulator knows no secrets: they are filled in here. */
export const services = (url: string, secrets: string): Making => ({
  async create(fields) {
    const { project, location, name } = fields
    const parent = `${url}/v2/projects/${project}/locations/${location}/services`
    await ask('POST', `${parent}?serviceId=${name}`, serviceOf(fields, secrets))
    return { uri: await ready(`${parent}/${name}`) }
  },
  async update(fields) {
    await ask('PATCH', `${url}/v2/${fields.id}`, serviceOf(fields, secrets))
    return { uri: await ready(`${url}/v2/${fields.id}`) }
  },
  remove: ({ id }) => removed(`${url}/v2/${id}`),
})

export const invokers = (url: string): Making =>
  binding(
    ({ project, location, name }) =>
      `${url}/v2/projects/${project}/locations/${location}/services/${name}`,
  )

const serviceOf = (fields: Fields, secrets: string) => {
  const template = first(fields.template)
  const container = first(template.containers)
  const scaling = first(template.scaling)
  return {
    labels: fields.labels ?? {},
    template: {
      serviceAccount: textIn(template, 'service_account'),
      timeout: textIn(template, 'timeout') ?? '300s',
      ...(template.max_instance_request_concurrency
        ? { maxInstanceRequestConcurrency: template.max_instance_request_concurrency }
        : {}),
      scaling: {
        minInstanceCount: scaling.min_instance_count ?? 0,
        maxInstanceCount: scaling.max_instance_count ?? 100,
      },
      containers: [
        {
          image: textIn(container, 'image'),
          resources: { limits: first(container.resources).limits ?? {} },
          env: list(container.env).map((one) => ({
            name: textIn(one, 'name'),
            value: textIn(one, 'value') ?? secretOf(one, secrets),
          })),
        },
      ],
    },
  }
}

function secretOf(one: Fields, secrets: string): string {
  const [secret] = textsAt(one, ['value_source', 'secret_key_ref', 'secret'])
  return secret ? secretIn(secrets, secret) : ''
}

/** Google's provider, too, waits until the service is what was asked for. */
async function ready(service: string): Promise<string> {
  const late = Date.now() + 240_000
  for (;;) {
    const { uri, terminalCondition } = await ask('GET', service)
    const condition = isFields(terminalCondition) ? terminalCondition : {}
    if (condition.state === 'CONDITION_SUCCEEDED') return String(uri)
    if (condition.state === 'CONDITION_FAILED') throw new Refusal(`Error: ${condition.message}`)
    if (Date.now() > late) throw new Refusal(`Error 504: ${service} does not become ready`)
    await sleep(100)
  }
}

const list = (value: Value | undefined): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : []
const first = (value: Value | undefined): Fields => list(value)[0] ?? {}
