import { limits } from '../platform/limits.ts'
import type { Session } from '../sessions/session.ts'

/**
 * Agents number their commands from 1, each in its own box. A session that was paused has another box, whose commands
 * come after those before: this is what is added to their numbers.
 */
export const commandsBefore = ({ past }: Pick<Session, 'past'>): number =>
  past.boxes * limits.commandsPerBoxMax
