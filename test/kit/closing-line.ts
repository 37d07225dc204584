import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Ends the run's output with its totals alone on the last line, after the reason of every skip and every test that needed more than one try. */
export class ClosingLine implements Reporter {
  #modules: readonly TestModule[] = []

  onInit() {
    // Other reporters and the teardown write until the end, so the last word waits for the exit.
    process.once('exit', (code) => process.stdout.write(closing(this.#modules, code)))
  }

  onTestRunEnd(modules: readonly TestModule[]) {
    this.#modules = modules
  }
}

function closing(modules: readonly TestModule[], exitCode: number): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const inState = (state: string) => tests.filter((test) => test.result().state === state)
  const skipped = inState('skipped')
  // A file that does not load runs no test, and an error outside all tests fails none: both are failures.
  const unloaded = modules.filter((module) => module.errors().length > 0).length
  const failed = inState('failed').length + unloaded || Math.min(exitCode, 1)
  const counts = [`${inState('passed').length} passed`, `${failed} failed`]
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`)
  const again = tests.filter((test) => test.diagnostic()?.flaky)
  return `${[...skipped.map(reason), ...again.map(tried), counts.join(', ')].join('\n')}\n`
}

const tried = (test: TestCase) =>
  `needed ${(test.diagnostic()?.retryCount ?? 0) + 1} tries: ${test.fullName}`

function reason(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return `skipped: ${test.fullName} (${note ?? 'no reason given'})`
}
