import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Prints a run of the suite as the product's own documents show it. */
export class Results implements Reporter {
  readonly #provider: string
  readonly #write: (text: string) => void

  constructor(provider: string, write: (text: string) => void) {
    this.#provider = provider
    this.#write = write
  }

  onTestRunStart() {
    this.#write(`🚀 Session Backends Capability Test Suite - ${this.#provider}\n${rule}\n`)
  }

  onTestCaseReady(test: TestCase) {
    if (isWanted(test)) this.#write(`\n🔍 Testing: ${test.name}\n`)
  }

  onTestCaseResult(test: TestCase) {
    if (!isWanted(test)) return
    const result = test.result()
    this.#write(`   Result: ${verdicts[result.state]}${note(test)}\n`)
    for (const { message } of result.errors ?? []) this.#write(`   ${message}\n`)
  }

  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]).filter(isWanted)
    const count = (state: keyof typeof verdicts) =>
      tests.filter((test) => test.result().state === state).length
    const errors = modules.flatMap((module) => [...module.errors()])
    const suites = modules.flatMap((module) => [...module.children.allSuites()])
    for (const { message } of [...errors, ...suites.flatMap((suite) => [...suite.errors()])]) {
      this.#write(`❌ ${message}\n`)
    }
    if (modules.length === 0) this.#write(`❌ there is no suite for ${this.#provider}\n`)
    this.#write(
      [
        '',
        rule,
        '📊 Session Backends Capability Test Summary',
        rule,
        ...tests.map(
          (test) => `${test.name.padEnd(25)} ${verdicts[test.result().state]}${note(test)}`,
        ),
        '',
        `✅ Passed : ${count('passed')}`,
        `⏭️  Skipped: ${count('skipped')}`,
        `❌ Failed : ${count('failed')}`,
        '',
      ].join('\n'),
    )
  }
}

/** Of the cases that were not asked for nothing is said. */
const isWanted = (test: TestCase) => {
  const result = test.result()
  return result.state !== 'skipped' || result.note !== undefined || test.options.mode === 'run'
}

const note = (test: TestCase) => {
  const result = test.result()
  return result.state === 'skipped' && result.note ? ` (${result.note})` : ''
}

const verdicts = {
  passed: '✅ PASSED',
  skipped: '⏭️  SKIPPED',
  failed: '❌ FAILED',
  pending: '❌ NOT RUN',
} as const

const rule = '='.repeat(60)
