import { expect, test } from 'vitest'
import { Results } from '../conformance/results.ts'

test('a suite that is not there is said to be, not counted as nothing', () => {
  let said = ''
  new Results('fly', (text) => {
    said += text
  }).onTestRunEnd([])
  expect(said).toContain('❌ there is no suite for fly')
})
