import type { Making } from '../making.ts'
import { type Fields, textIn } from '../values.ts'
import { type Answer, ask, removed } from './ask.ts'

export const accounts = (url: string): Making => ({
  async create(fields) {
    const answer = await ask('POST', `${url}/v1/projects/${fields.project}/serviceAccounts`, {
      accountId: fields.account_id,
      serviceAccount: { displayName: textIn(fields, 'display_name') ?? '' },
    })
    return { unique_id: String(answer.uniqueId) }
  },
  remove: ({ id }) => removed(`${url}/v1/${id}`),
})

export const members = (url: string): Making =>
  binding(({ service_account_id: account }) => `${url}/v1/${account}`)

export const projectMembers = (url: string): Making =>
  binding(({ project }) => `${url}/v1/projects/${project}`)

/** One member of one role, added to what the policy says and taken from it again. */
export const binding = (resource: (fields: Fields) => string): Making => ({
  create: async (fields) => {
    await changePolicy(
      resource(fields),
      (members) => [...new Set([...members, `${fields.member}`])],
      fields,
    )
    return {}
  },
  remove: (fields) =>
    changePolicy(
      resource(fields),
      (members) => members.filter((who) => who !== fields.member),
      fields,
    ),
})

type Bindings = { role: string; members: string[] }[]

/** Others change it at the same time: who was overtaken begins again, as Google's provider does. */
async function changePolicy(
  resource: string,
  change: (members: readonly string[]) => string[],
  { role }: Fields,
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      const policy = await policyOf(resource)
      const bindings = policy.bindings as Bindings | undefined
      const others = (bindings ?? []).filter((one) => one.role !== role)
      const ours = (bindings ?? []).find((one) => one.role === role)
      const changed = [...others, { role, members: change(ours?.members ?? []) }]
      await ask('POST', `${resource}:setIamPolicy`, { policy: { ...policy, bindings: changed } })
      return
    } catch (cause) {
      const isOvertaken = cause instanceof Error && cause.message.includes('ABORTED')
      if (!isOvertaken || tries > 100) throw cause
    }
  }
}

const policyOf = (resource: string): Promise<Answer> =>
  resource.includes('/services/')
    ? ask('GET', `${resource}:getIamPolicy`)
    : ask('POST', `${resource}:getIamPolicy`, {})
