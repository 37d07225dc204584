import { ExponentialBackoff, handleType, retry } from 'cockatiel'
import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { type Call, expecting } from './call.ts'

const Binding = z.looseObject({ role: z.string(), members: z.array(z.string()).default([]) })
const Policy = z.looseObject({ etag: z.string(), bindings: z.array(Binding).default([]) })
type Bindings = z.output<typeof Policy>['bindings']

/** Gives a member a role on a resource. It has it afterwards, whoever else changes the policy meanwhile. */
export const bind = (call: Call, resource: string, role: string, member: string): Promise<void> =>
  change(call, resource, (bindings) => {
    const found = bindings.find((binding) => binding.role === role && !binding.condition)
    if (found?.members.includes(member)) return bindings
    if (!found) return [...bindings, { role, members: [member] }]
    const more = { ...found, members: [...found.members, member] }
    return bindings.map((binding) => (binding === found ? more : binding))
  })

/** Takes every role on a resource from the members that are named. */
export const unbind = (
  call: Call,
  resource: string,
  isMeant: (member: string) => boolean,
): Promise<void> =>
  change(call, resource, (bindings) => {
    if (!bindings.some(({ members }) => members.some(isMeant))) return bindings
    return bindings
      .map((binding) => ({
        ...binding,
        members: binding.members.filter((member) => !isMeant(member)),
      }))
      .filter(({ members }) => members.length > 0)
  })

/** Read, changed and written back with its etag; again, when somebody else wrote in between. */
const change = (
  call: Call,
  resource: string,
  after: (bindings: Bindings) => Bindings,
): Promise<void> =>
  patience.execute(async () => {
    const read = await expecting(call, [200], {
      method: 'POST',
      url: `${resource}:getIamPolicy`,
      body: { options: { requestedPolicyVersion: 3 } },
    })
    const policy = Policy.parse(read.body)
    const bindings = after(policy.bindings)
    if (bindings === policy.bindings) return
    const { status } = await expecting(call, [200, 409], {
      method: 'POST',
      url: `${resource}:setIamPolicy`,
      body: { policy: { ...policy, bindings } },
    })
    if (status === 409) throw new Overtaken(`the policy of ${resource} is always changed by others`)
  })

class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

const patience = retry(handleType(Overtaken), {
  maxAttempts: limits.policyTriesMax,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 2_000 }),
})
