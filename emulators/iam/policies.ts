import * as z from 'zod'
import { read } from './read.ts'
import { Overtaken, Refusal } from './refusal.ts'
import { Policy, type State } from './state.ts'

export function getPolicy(state: State, resource: string) {
  const { etag = 'ACAB', bindings = [], version = 1 } = state.policies[resource] ?? {}
  return { version, etag, ...(bindings.length > 0 ? { bindings } : {}) }
}

const Setting = z.object({ policy: Policy, updateMask: z.string().optional() })

/**
 * One without an etag is written over whatever there is, as Google does. Where the accounts are another service's, any
 * that is well written is taken.
 */
export function setPolicy(
  state: State,
  resource: string,
  body: unknown,
  { knowsAccounts = true }: { knowsAccounts?: boolean } = {},
) {
  const { policy } = read(Setting, body)
  const before = getPolicy(state, resource)
  if (policy.etag !== undefined && policy.etag !== before.etag) throw new Overtaken()
  for (const { role, members, condition } of policy.bindings) {
    if (condition && policy.version !== 3) {
      throw new Refusal(400, 'Policies with conditions must have version 3.')
    }
    if (!/^(roles|(projects|organizations)\/[^/]+\/roles)\/[\w.]+$/.test(role)) {
      throw new Refusal(400, `Role (${role}) does not exist in the resource's hierarchy.`)
    }
    for (const member of members) checkMember(state, member, knowsAccounts)
  }
  const bindings = policy.bindings.filter(({ members }) => members.length > 0)
  state.policies[resource] = { version: policy.version, bindings, etag: etagOf(state) }
  return getPolicy(state, resource)
}

/** Google refuses a service account that is not there; a workload's identity pool it takes at its word. */
function checkMember(state: State, member: string, knowsAccounts: boolean) {
  if (
    /^(allUsers|allAuthenticatedUsers|(deleted:)?(user|group|domain|principal|principalSet):\S+)$/.test(
      member,
    )
  )
    return
  const [, email, uid] = /^(?:deleted:)?serviceAccount:([^?]+)(\?uid=\d+)?$/.exec(member) ?? []
  if (!email) throw new Refusal(400, `Invalid member: ${member}`)
  const isWorkload = /^[a-z0-9-]+\.svc\.id\.goog\[[a-z0-9-]+\/[a-z0-9-]+\]$/.test(email)
  // Google's own agents are there without being made.
  if (/^service-\d+@gcp-sa-[a-z-]+\.iam\.gserviceaccount\.com$/.test(email)) return
  if (isWorkload || uid || !knowsAccounts || state.accounts[email]) return
  throw new Refusal(400, `Service account ${email} does not exist.`)
}

export function etagOf(state: State): string {
  state.count += 1
  return Buffer.from(`etag ${state.count}`).toString('base64')
}
