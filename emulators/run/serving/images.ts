import { nodeFlags } from '../../../shared/agents/launch.ts'
import { invariant } from '../../../shared/platform/faults.ts'
import { agentProgram } from '../../../shared/providers/local/filesystem.ts'
import { host } from '../../../shared/providers/local/host.ts'

/** What stands for a container image here: a program of this machine. */
export interface Program {
  readonly command: readonly string[]
  /** The agent that the container finds at its usual place. */
  readonly agentBundlePath?: string
  /** Files and folders of this machine that the program reads. */
  readonly reads?: readonly string[]
  /** `own`: nothing but itself, and its port. `machine`: this machine's, so that it finds the other emulators. */
  readonly network: 'own' | 'machine'
  /** How long an instance without requests is kept, where that is not for the emulator to say. */
  readonly idleMs?: number
}

/** Programs by the image that they stand for. */
export type Images = Readonly<Record<string, Program>>

/** The image of a session's container: our agent. */
export const sessionImage = (agentBundlePath: string): Program => {
  const { node } = host()
  invariant(node, 'Node is in a directory that can be shown')
  return { command: [node.path, ...nodeFlags, agentProgram], agentBundlePath, network: 'own' }
}
