import { expect } from 'vitest'
import type { Refusal } from '../case.ts'

const refused = {
  status: 501,
  body: { code: 'unsupported' },
}

export const noBucket: Refusal = async ({ create }) => {
  expect(await create({ storage: { bucket: 'my-bucket' } })).toMatchObject(refused)
}

export const noFilestore: Refusal = async ({ create }) => {
  const filestore = { ip: '10.0.0.1', share: 'workspace' }
  expect(await create({ storage: { filestore } })).toMatchObject(refused)
}

export const noSsh: Refusal = async ({ create }) => {
  expect(await create({ needs_ssh: true })).toMatchObject(refused)
}
