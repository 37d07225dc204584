import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run's output with its totals alone on the last line, after the reason of every skip. */
export class ClosingLine implements Reporter {
  #finished: readonly TestModule[] = []

  onTestRunEnd(modules: readonly TestModule[]) {
    this.#finished = modules
    // Other reporters and the teardown write after this, so the last word waits for the exit.
    process.once('exit', () => process.stdout.write(`${this.#report().join('\n')}\n`))
  }

  #report(): string[] {
    const tests = this.#finished.flatMap((module) => [...module.children.allTests()])
    const inState = (state: string) => tests.filter((test) => test.result().state === state)
    const skipped = inState('skipped')
    // A file that does not load runs no test, which must not read as none failed.
    const unloaded = this.#finished.filter((module) => module.errors().length > 0).length
    const failed = inState('failed').length + unloaded
    const counts = [`${inState('passed').length} passed`, `${failed} failed`]
    if (skipped.length > 0) counts.push(`${skipped.length} skipped`)
    return [
      ...skipped.map((test) => `skipped: ${test.fullName} (${reasonOf(test)})`),
      counts.join(', '),
    ]
  }
}

function reasonOf(test: { result(): { state: string; note?: string | undefined } }): string {
  return test.result().note ?? 'no reason given'
}
