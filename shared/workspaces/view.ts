import type * as z from 'zod'
import type { Workspace as OnTheWire } from '../contract/workspaces.ts'
import type { Plane } from '../plane.ts'
import type { Workspace } from './workspace.ts'

/** A workspace as its account sees it: the names of its secrets, never what they say. */
export function viewWorkspace(
  { identities }: Pick<Plane, 'identities'>,
  workspace: Workspace,
): z.output<typeof OnTheWire> {
  const {
    sealed_secrets: _,
    secret_names: secrets,
    identity_status: status,
    identity_problem: problem,
    request_hash: __,
    ...shown
  } = workspace
  const isThere = identities && status !== 'off' && status !== 'removed'
  const names = isThere ? identities.namesOf(workspace.id) : null
  return {
    ...shown,
    secrets,
    identity: {
      status,
      k8s_namespace: names?.namespace ?? null,
      ksa_name: names?.kubernetesAccount ?? null,
      gsa_email: names?.googleAccountEmail ?? null,
      problem,
    },
  }
}
