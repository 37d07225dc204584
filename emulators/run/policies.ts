import { getPolicy, setPolicy } from '../iam/policies.ts'
import { Refusal as IamRefusal, Overtaken } from '../iam/refusal.ts'
import { State as IamState } from '../iam/state.ts'
import { Refusal } from '../kit/refusal.ts'
import type { Ground } from './ground.ts'

/** A resource's own policy, by IAM's rules. Members are taken at their word: IAM itself is another service. */
export function policyCall(ground: Ground, resource: string, verb: string, body: unknown): object {
  const iam = IamState.parse({})
  iam.policies = ground.state.policies
  iam.count = ground.state.count
  try {
    if (verb === 'getIamPolicy') return getPolicy(iam, resource)
    if (verb === 'setIamPolicy') return setPolicy(iam, resource, body, { knowsAccounts: false })
  } catch (cause) {
    if (cause instanceof Overtaken) throw new Refusal('ABORTED', cause.message)
    if (cause instanceof IamRefusal) throw new Refusal('INVALID_ARGUMENT', cause.message)
    throw cause
  } finally {
    ground.state.count = iam.count
  }
  throw new Refusal('UNIMPLEMENTED', `${verb} is not emulated; see emulators/run/README.md`)
}

/** Who may send requests to a service. */
export const isInvoker = (
  { state }: Pick<Ground, 'state'>,
  resource: string,
  member: string | null,
) =>
  (state.policies[resource]?.bindings ?? []).some(
    ({ role, members }) =>
      (role === 'roles/run.invoker' || role === 'roles/run.admin') &&
      (members.includes('allUsers') ||
        (member !== null &&
          (members.includes('allAuthenticatedUsers') || members.includes(member)))),
  )
