import * as z from 'zod'
import { etagOf } from './policies.ts'
import { read } from './read.ts'
import { Refusal } from './refusal.ts'
import type { ServiceAccount, State } from './state.ts'

const Told = z.object({
  displayName: z.string().max(100).optional(),
  description: z.string().max(256).optional(),
})
const Creation = z.object({ accountId: z.string().default(''), serviceAccount: Told.default({}) })

export function createAccount(state: State, projectId: string, body: unknown): ServiceAccount {
  const { accountId, serviceAccount } = read(Creation, body)
  if (!/^[a-z](?=.{5,29}$)[-a-z0-9]*[a-z0-9]$/.test(accountId)) {
    throw new Refusal(
      400,
      `The account ID "${accountId}" does not have a length between 6 and 30, or has characters that are not allowed.`,
    )
  }
  const email = `${accountId}@${projectId}.iam.gserviceaccount.com`
  if (state.accounts[email]) {
    throw new Refusal(
      409,
      `Service account ${accountId} already exists within project projects/${projectId}.`,
    )
  }
  state.count += 1
  const uniqueId = `1${String(state.count).padStart(20, '0')}`
  const account: ServiceAccount = {
    name: `projects/${projectId}/serviceAccounts/${email}`,
    projectId,
    uniqueId,
    email,
    ...serviceAccount,
    etag: etagOf(state),
    oauth2ClientId: uniqueId,
  }
  state.accounts[email] = account
  return account
}

/** By e-mail address or unique id; in any project, where the project is `-`. */
export function findAccount(state: State, projectId: string, name: string): ServiceAccount {
  const found = Object.values(state.accounts).find(
    ({ email, uniqueId, projectId: its }) =>
      (email === name || uniqueId === name) && (projectId === '-' || projectId === its),
  )
  if (!found) throw new Refusal(404, 'Unknown service account')
  return found
}

/** Policies that name it say from now on that it is deleted, as Google's do. */
export function deleteAccount(state: State, projectId: string, name: string): object {
  const { email, uniqueId, name: resource } = findAccount(state, projectId, name)
  delete state.accounts[email]
  delete state.policies[resource]
  for (const policy of Object.values(state.policies)) {
    for (const binding of policy.bindings) {
      binding.members = binding.members.map((member) =>
        member === `serviceAccount:${email}` ? `deleted:${member}?uid=${uniqueId}` : member,
      )
    }
  }
  return {}
}

/** Pages in the order they were made. */
export function listAccounts(state: State, projectId: string, query: URLSearchParams) {
  const from = Number(query.get('pageToken') ?? 0)
  const size = Math.min(Number(query.get('pageSize')) || 20, 100)
  const all = Object.values(state.accounts).filter((account) => account.projectId === projectId)
  const next = from + size < all.length ? { nextPageToken: String(from + size) } : {}
  const accounts = all.slice(from, from + size)
  return { ...(accounts.length > 0 ? { accounts } : {}), ...next }
}

const Patch = z.object({ serviceAccount: Told, updateMask: z.string() })

export function patchAccount(state: State, projectId: string, name: string, body: unknown) {
  const account = findAccount(state, projectId, name)
  const { serviceAccount, updateMask } = read(Patch, body)
  for (const field of updateMask.split(',')) {
    if (field === 'displayName' || field === 'display_name')
      account.displayName = serviceAccount.displayName
    else if (field === 'description') account.description = serviceAccount.description
    else throw new Refusal(400, `Invalid update mask: ${field}`)
  }
  return account
}

export function switchAccount(state: State, projectId: string, name: string, disabled: boolean) {
  const account = findAccount(state, projectId, name)
  if (disabled) account.disabled = true
  else delete account.disabled
  return {}
}
