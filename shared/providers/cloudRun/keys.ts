import type { CloudRunOptions } from './options.ts'

/** Opens a machine that waits, once: whoever may look at the service sees it. */
export const bootKey = ({ keyFor }: CloudRunOptions, sessionId: string, turn: number) =>
  keyFor(`boot of ${sessionId} ${turn}`)

/** What we show an agent to look after its box. It is told to the agent alone. */
export const launcherKey = ({ keyFor }: CloudRunOptions, sessionId: string, turn: number) =>
  keyFor(`launcher of ${sessionId} ${turn}`)
