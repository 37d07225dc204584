import * as z from 'zod'

/** What passes between an agent and whoever launches it. */

/** Read by the agent from descriptor 3, to its end. Without it the agent exits: a box no one has on record never lives. */
export const AgentConfig = z.object({
  /** What callers show. */
  agentKey: z.string().min(16),
  /** What the launcher may show instead: to look after the session, to stop it, and to fetch what its commands left. */
  stopKey: z.string().min(16),
  leaseSeconds: z.number().positive(),
  /** Where it is told long before the agent begins: the lease ends then, if that is sooner. */
  leaseEndsAt: z.iso.datetime().optional(),
  /** Between SIGTERM and SIGKILL at the end of the lease; what a command has at its own, unless said. */
  stopGraceSeconds: z.number().min(0).optional(),
  /** The agent's own: its socket, its journals, its last record. Out of the commands' reach. */
  directory: z.string(),
  /** What commands run as; `null` where they can only be who the agent is. */
  owner: z.object({ uid: z.int().positive(), gid: z.int().positive() }).nullable(),
  /** Directories that are the commands' own. */
  ownedDirectories: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  /** Whether every process the agent can see is the session's, and dies with it. */
  ownsPidNamespace: z.boolean(),
  /** Where it listens instead of its socket, for callers who cannot come to that. */
  port: z.int().min(1).max(65_535).optional(),
})
export type AgentConfig = z.output<typeof AgentConfig>

/**
 * The same for an agent that no descriptor leads to: JSON in its machine's environment. It then listens on the TCP port
 * that `PORT` names.
 */
export const AgentBoot = AgentConfig.omit({ leaseSeconds: true, port: true }).extend({
  /** Its end unless it is renewed or adopted before. A machine that is started again later is nobody's, and soon ends. */
  leaseEndsAt: z.iso.datetime(),
})
export type AgentBoot = z.output<typeof AgentBoot>

/** Written by the agent to descriptor 3 once it listens. */
export const AgentReady = z.object({ startedAt: z.iso.datetime() })
export type AgentReady = z.output<typeof AgentReady>

/** The agent's last words, in its directory. */
export const AgentEnded = z.object({
  cause: z.enum(['lease', 'stopped']),
  endedAt: z.iso.datetime(),
})
export type AgentEnded = z.output<typeof AgentEnded>

export const launchDescriptor = 3
/** Where the environment has an `AgentBoot`. */
export const bootVariable = 'ONMEMOS_AGENT'
export const socketName = 'agent.sock'
export const endedName = 'ended.json'
/** Put into its directory before an agent is woken only to be stopped. */
export const leavingName = 'leaving'
/** Beside the agent's program, where there is one for the platform: what terminals need of the system. */
export const terminalPart = '.pty.node'
/** How the agent's Node is run. The code cache is only good for the flags it was made with. */
export const nodeFlags = ['--max-old-space-size=64', '--max-semi-space-size=2'] as const
