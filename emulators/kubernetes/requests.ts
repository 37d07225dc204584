import { actionOf } from './access/authorise.ts'
import type { Action } from './access/rules.ts'
import type { User } from './access/users.ts'
import type { Asked } from './request.ts'

/** What somebody asked of the cluster, allowed or not. */
export interface Request extends Action {
  readonly user: string
}

/** The last requests, as an audit log has them: so that a test can compare what is used with what is granted. */
export class Requests {
  readonly #kept: Request[] = []

  add(user: User, asked: Asked): void {
    this.#kept.push({ ...actionOf(asked), user: user.name })
    if (this.#kept.length > keptMax) this.#kept.shift()
  }

  get all(): readonly Request[] {
    return this.#kept
  }
}

const keptMax = 10_000
