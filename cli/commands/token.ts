import { findKey } from '../../sdk/key.ts'
import type { Common } from '../api.ts'
import { print, printJson } from '../output.ts'

/** The key in use, for other programs: of who has signed in an access token, which is good for a while. */
export function token(flags: Common) {
  const { apiKey, baseUrl } = findKey({ apiKey: flags.key, baseUrl: flags.url })
  if (flags.json) return printJson({ url: baseUrl, token: apiKey })
  print(apiKey)
}
