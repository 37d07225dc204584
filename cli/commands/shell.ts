import type { Common } from '../api.ts'
import { sit } from '../terminal/sit.ts'

interface Flags extends Common {
  readonly terminal: string
}

/** Opens a terminal, or joins it. */
export const shell = (id: string, command: string | undefined, flags: Flags): Promise<number> =>
  sit(id, { terminal: flags.terminal, open: true, command }, flags)

/** Joins a terminal that is open. */
export const attach = (id: string, flags: Flags): Promise<number> =>
  sit(id, { terminal: flags.terminal, open: false }, flags)

/** Shows what a terminal has said and says, until it ends. */
export const logs = (id: string, flags: Flags): Promise<number> =>
  sit(id, { terminal: flags.terminal, open: false, isReader: true }, flags)
