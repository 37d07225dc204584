import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faults, faulty } from '../../tools/mutate/faults.ts'

test.each(faults.map((fault) => [fault.why, fault] as const))(
  'the fault "%s" can still be made',
  (_, fault) => {
    const source = readFileSync(fault.file, 'utf8')
    expect(faulty(fault, source)).not.toBe(source)
  },
)

test('each fault is another one, and says what goes wrong', () => {
  expect(new Set(faults.map(({ why }) => why)).size).toBe(faults.length)
  expect(new Set(faults.map((fault) => JSON.stringify({ ...fault, why: '' }))).size).toBe(
    faults.length,
  )
})
