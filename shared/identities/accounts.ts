import * as z from 'zod'
import { type Call, expecting } from './call.ts'

/** Service accounts of one project, by Google's IAM API. */
export interface Accounts {
  readonly call: Call
  /** Such as `https://iam.googleapis.com`. */
  readonly iamUrl: string
  readonly projectId: string
}

const Account = z.object({ email: z.string(), description: z.string().default('') })
type Account = z.output<typeof Account>
const Accounts = z.object({
  accounts: z.array(Account).default([]),
  nextPageToken: z.string().default(''),
})

export const emailOf = ({ projectId }: Accounts, id: string): string =>
  `${id}@${projectId}.iam.gserviceaccount.com`

/** The resource, as policies and the other calls name it. */
export const accountUrl = (api: Accounts, id: string): string => `${all(api)}/${emailOf(api, id)}`

/** It is there afterwards. One that somebody made for something else is refused. */
export async function makeAccount(api: Accounts, id: string, description: string): Promise<void> {
  const serviceAccount = { displayName: `OnMemOS ${id}`, description }
  const { status } = await expecting(api.call, [200, 409], {
    method: 'POST',
    url: all(api),
    body: { accountId: id, serviceAccount },
  })
  if (status === 200) return
  const found = await expecting(api.call, [200], { method: 'GET', url: accountUrl(api, id) })
  if (Account.parse(found.body).description === description) return
  throw new Error(`service account ${id} is there and was not made for this`)
}

export async function removeAccount(api: Accounts, id: string): Promise<void> {
  await expecting(api.call, [200, 404], { method: 'DELETE', url: accountUrl(api, id) })
}

export async function listAccounts(api: Accounts): Promise<readonly Account[]> {
  const found: Account[] = []
  let token: string | undefined = ''
  while (token !== undefined) {
    const query = new URLSearchParams({ pageSize: '100', ...(token && { pageToken: token }) })
    const answer = await expecting(api.call, [200], { method: 'GET', url: `${all(api)}?${query}` })
    const { accounts, nextPageToken } = Accounts.parse(answer.body)
    found.push(...accounts)
    token = nextPageToken || undefined
  }
  return found
}

const all = ({ iamUrl, projectId }: Accounts) =>
  `${iamUrl}/v1/projects/${projectId}/serviceAccounts`
