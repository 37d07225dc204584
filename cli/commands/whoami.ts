import { findKey } from '../../sdk/key.ts'
import { type Common, connect } from '../api.ts'
import { print, printJson } from '../output.ts'

/** Who the server takes the key for, and where that key is from. */
export async function whoami(flags: Common) {
  const { keyFrom, baseUrl } = findKey({ apiKey: flags.key, baseUrl: flags.url })
  const { account_id, name, caller } = await connect(flags).account.get()
  if (flags.json) return printJson({ url: baseUrl, account_id, account: name, ...caller })
  const how = caller.passport_id ? `by passport ${caller.passport_id}` : 'signed in'
  print(`${caller.user_id}, ${caller.role} of ${name} (${account_id}) at ${baseUrl}`)
  print(`${how}, with ${keyFrom}`)
}
