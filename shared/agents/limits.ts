/** Bounds of the talk between the agent and its callers. */
export const agentLimits = {
  /** A command, its arguments and its environment. */
  requestBytesMax: 4_194_304,
  /** One message of an answer. */
  answerBytesMax: 1_048_576,
  callTimeoutMs: 5_000,
  /** Removing or copying many files takes a while. */
  fileCallTimeoutMs: 60_000,
  connectTimeoutMs: 5_000,
  /** While a command is silent the agent says this often that it is still there. */
  keepaliveSeconds: 10,
  /** Silence after which the agent is taken for gone. */
  silenceMs: 30_000,
  /** An idle connection is closed by the caller before the agent closes it, so none dies in mid-call. */
  idleConnectionMs: 60_000,
  idleConnectionByAgentMs: 600_000,
} as const
