import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { backends } from '../../shared/contract/topics.ts'

test.each(backends)('%s is tried by the suite', (backend) => {
  expect(existsSync(new URL(`${backend}.test.ts`, import.meta.url))).toBe(true)
})
