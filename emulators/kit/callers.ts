import { realClock } from '../../shared/platform/clock.ts'
import { newSigner } from './identity.ts'

/** Service accounts that call services for Google, such as Scheduler's: each proves who it is, by one key that is made when it is needed. */
export function callers() {
  const signer = newSigner(realClock)
  return {
    tokenFor: async (email: string, audience: string) => (await signer).tokenFor(email, audience),
    /** Whose token it is, if it is one of theirs for this audience. */
    whoIs: async (token: string, audience: string): Promise<string | null> =>
      (await signer).whoIs(token, audience),
  }
}
export type Callers = ReturnType<typeof callers>
