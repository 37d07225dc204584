import { Fault } from '../shared/platform/faults.ts'

/** How many connections each account has open here. */
export class Crowd {
  readonly #perAccountMax: number
  readonly #perAccount = new Map<string, number>()

  constructor(perAccountMax: number) {
    this.#perAccountMax = perAccountMax
  }

  /** Counts a connection in, and answers how to count it out; one too many is refused. */
  enter(accountId: string): () => void {
    const count = this.#perAccount.get(accountId) ?? 0
    if (count >= this.#perAccountMax) {
      throw new Fault('too_many_connections', `your account has ${count} connections open here`)
    }
    this.#perAccount.set(accountId, count + 1)
    let isIn = true
    return () => {
      if (isIn) this.#countOut(accountId)
      isIn = false
    }
  }

  #countOut(accountId: string): void {
    const count = (this.#perAccount.get(accountId) ?? 1) - 1
    if (count > 0) this.#perAccount.set(accountId, count)
    else this.#perAccount.delete(accountId)
  }
}
