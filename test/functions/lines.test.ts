import { expect, test } from 'vitest'
import { lines } from '../../functions/lines.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { logTo } from '../../shared/platform/log.ts'

const quiet = logTo(() => undefined)

async function* silentFor(ms: number) {
  yield { n: 1 }
  await new Promise((resolve) => setTimeout(resolve, ms))
  yield { n: 2 }
}

async function* failing(cause: unknown) {
  yield { n: 1 }
  throw cause
}

const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()

test('a stream with nothing to say says empty lines, and loses nothing', async () => {
  const text = await textOf(lines(silentFor(100), quiet, 10))
  expect(text).toMatch(/^\{"n":1\}\n\n+\{"n":2\}\n$/)
})

test.each([
  [new Fault('session_not_running', 'it is stopped'), 'session_not_running', 'it is stopped'],
  [new Error('a secret of ours'), 'internal', 'something went wrong on our side; it was reported'],
])('a failure in the middle is the last line: %s', async (cause, code, detail) => {
  const text = await textOf(lines(failing(cause), quiet))
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([{ n: 1 }, { type: 'error', code, detail }])
})

test('a caller that hangs up ends what it was told from', async () => {
  let hasEnded = false
  async function* endless() {
    try {
      for (let n = 0; ; n++) yield { n }
    } finally {
      hasEnded = true
    }
  }
  const reader = lines(endless(), quiet).getReader()
  await reader.read()
  await reader.cancel()
  expect(hasEnded).toBe(true)
})
