/** What was started and is to be ended: last first, each once, and the next even where one fails. */
export class Endings {
  readonly #steps: (() => unknown)[] = []
  #ending: Promise<void> = Promise.resolve()

  add(step: () => unknown) {
    this.#steps.push(step)
  }

  end(): Promise<void> {
    const steps = this.#steps.splice(0).reverse()
    this.#ending = this.#ending.then(async () => {
      for (const step of steps) {
        await Promise.resolve(step()).catch((cause: unknown) => console.error(cause))
      }
    })
    return this.#ending
  }
}
