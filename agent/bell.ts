/** Wakes whoever waits for the next change. Changes nobody waits for are not counted. */
export class Bell {
  #waiting: (() => void)[] = []

  ring(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  next(): Promise<void> {
    return new Promise((wake) => this.#waiting.push(wake))
  }
}
