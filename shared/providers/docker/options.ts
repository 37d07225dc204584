import { join } from 'node:path'
import Docker from 'dockerode'
import { Fault } from '../../platform/faults.ts'
import { sha256 } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { parseOptions } from '../local/options.ts'
import type { BoxSpec } from '../provider.ts'

export type Images = Readonly<Record<BoxSpec['template'], string>>

export interface DockerOptions {
  /** The daemon's address, `unix:///…`: agents are reached through this machine's file system. */
  readonly host: string
  /** Where boxes are kept. Short: a socket's path in it has a limit. */
  readonly runDirectory: string
  /** The file that `bundleAgent` makes. */
  readonly agentBundlePath: string
  /** What each template runs. */
  readonly images: Images
  /** One of the daemon's own, such as `runsc`; its default unless said. */
  readonly runtime: string | undefined
  /** Addresses of the name servers that boxes with a network ask. */
  readonly resolvers: readonly string[]
  readonly log: Log
}

/** The same, in full. */
export interface Here extends Omit<DockerOptions, 'host'> {
  readonly docker: Docker
  /** Tells our containers from those of another deployment on the same daemon. */
  readonly owner: string
}

export function here({ host, ...options }: DockerOptions): Here {
  const [, socketPath] = /^unix:\/\/(\/.+)$/.exec(host) ?? []
  if (!socketPath) {
    throw new Fault('unsupported', `the Docker daemon must be on this machine, not at ${host}`)
  }
  // Beside local boxes, under a name that is none of theirs.
  const { runDirectory, agentBundlePath } = parseOptions({
    runDirectory: join(options.runDirectory, '.docker'),
    agentBundlePath: options.agentBundlePath,
  })
  return {
    ...options,
    runDirectory,
    agentBundlePath,
    docker: new Docker({ socketPath }),
    owner: sha256(runDirectory).toString('hex').slice(0, 12),
  }
}
