import type { Context } from 'hono'
import type { User, Users } from './access/users.ts'
import type { Cluster } from './cluster.ts'
import type { Machine } from './pods/machine.ts'
import type { Asked } from './request.ts'
import type { Watches } from './watch.ts'

/** One request, whose it is, and all that may answer it. */
export interface Exchange {
  readonly cluster: Cluster
  /** Without one pods are objects that nobody runs. */
  readonly machine: Machine | undefined
  readonly watches: Watches
  readonly users: Users
  readonly user: User
  readonly context: Context
  readonly asked: Asked
}
