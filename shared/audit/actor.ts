import type { Caller } from '../passports/caller.ts'
import type { Actor } from './record.ts'

/** A caller as the log names them: by their passport, or, signed in, by themselves. */
export const actorOf = ({ passportId, userId }: Pick<Caller, 'passportId' | 'userId'>): Actor => ({
  kind: passportId ? 'passport' : 'user',
  id: passportId ?? userId,
  user_id: userId,
  key: passportId,
})
