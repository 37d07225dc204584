import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { derivedFiles } from '../tools/derived.ts'

test.each(Object.entries(derivedFiles()))('%s is what the contract says', (path, text) => {
  expect(readFileSync(path, 'utf8'), 'run `npm run derive` and commit what it wrote').toBe(text)
})
