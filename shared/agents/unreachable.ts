/** The agent did not answer, or its answer was cut: nothing is known of what it did or went on to do. */
export class AgentUnreachable extends Error {
  override readonly name = 'AgentUnreachable'

  constructor(cause: unknown) {
    super('the agent cannot be reached', { cause })
  }
}
