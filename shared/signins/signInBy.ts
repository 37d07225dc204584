import type { Oidc, Person } from '../oidc/oidc.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { derivedId } from '../platform/ids.ts'
import { enter } from './enter.ts'
import { issue, type Tokens } from './issue.ts'

/** Signs a person in that the identity provider vouches for. */
export async function signInBy(plane: Plane, person: Person): Promise<Tokens> {
  const at = plane.clock.now()
  // Twice at once they are one: the first makes the user, and the second finds it.
  const group = derivedId('identity', person.issuer, person.subject)
  return plane.transact(group, async (tx) => {
    const user = await enter(tx, person, at)
    const who = { user_id: user.id, account_id: user.account_id, how: 'oidc' } as const
    return issue(tx, plane.tokenKeys, who, at)
  })
}

export function oidcOf({ oidc }: Plane): Oidc {
  if (oidc) return oidc
  throw new Fault(
    'unsupported',
    'this deployment has no identity provider: set ONMEMOS_OIDC_ISSUER and ONMEMOS_OIDC_CLIENT_ID',
  )
}
