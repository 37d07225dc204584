import type { Socket } from 'node:net'
import type { Cluster } from '../cluster.ts'
import type { Images } from './images.ts'
import type { Sandbox } from './sandbox.ts'
import type { Pod } from './spec.ts'
import type { Mountable } from './volumes.ts'
import type { Wait } from './waits.ts'

/** What a pod's containers have around them. */
export interface Around {
  readonly cluster: Cluster
  readonly directory: string
  readonly images: Images
  readonly sandbox: Sandbox
  readonly volumes: ReadonlyMap<string, Mountable>
  readonly ip: string
  /** As it is now. */
  pod(): Pod
  isEnding(): boolean
  readonly wait: Wait
  dial(port: number): Promise<Socket>
  report(): void
  happened(type: 'Normal' | 'Warning', reason: string, message: string): void
}
