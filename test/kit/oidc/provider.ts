import { type Account, openProvider as open } from '../../../emulators/oidc/provider.ts'

export type { Account }

/**
 * A real OpenID provider on this machine. Whoever comes to it is the last that `visits` named, without being asked: as with a
 * browser in which somebody has signed in already.
 */
export async function openProvider(redirectUri: string) {
  const accounts = new Map<string, Account>()
  let visitor = ''
  const { url, close } = await open(redirectUri, {
    accountOf: (id) => accounts.get(id),
    ask: (_, __, enter) => enter(visitor),
  })
  return {
    issuer: url,
    /** Makes somebody the one who comes. */
    visits(id: string, account: Account) {
      accounts.set(id, account)
      visitor = id
    },
    close,
  }
}
