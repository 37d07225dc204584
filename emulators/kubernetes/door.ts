import { authorise } from './access/authorise.ts'
import type { User, Users } from './access/users.ts'
import type { Cluster } from './cluster.ts'
import type { Asked } from './request.ts'
import type { Requests } from './requests.ts'

/** Who is let in: every request passes here, whatever it becomes. */
export class Door {
  readonly users: Users
  readonly requests: Requests
  readonly #cluster: Cluster

  constructor(cluster: Cluster, users: Users, requests: Requests) {
    this.#cluster = cluster
    this.users = users
    this.requests = requests
  }

  admit(authorization: string | undefined, asked: Asked): User {
    const user = this.users.of(authorization)
    this.requests.add(user, asked)
    authorise(this.#cluster, user, asked)
    return user
  }
}
