import { expect } from 'vitest'
import { mountPaths } from '../../../shared/providers/provider.ts'
import type { Ground, Proof, Refusal } from '../case.ts'

const refused = {
  status: 501,
  body: { code: 'unsupported' },
}

export const bucketMount: Proof = (ground) =>
  outlives(ground, { bucket: 'bucket-of-this-case' }, mountPaths.bucket)

export const filestoreMount: Proof = (ground) =>
  outlives(
    ground,
    { filestore: { ip: '10.0.0.2', share: 'share-of-this-case' } },
    mountPaths.filestore,
  )

/** What one session puts there the next finds, when the first is gone. */
async function outlives({ session, sh, ada }: Ground, storage: object, path: string) {
  const first = await session({ storage })
  expect(await sh(first, `mkdir -p ${path}/deep && echo kept > ${path}/deep/file`)).toMatchObject({
    returncode: 0,
  })
  await ada.delete(`/v1/sessions/${first}`)
  const second = await session({ storage })
  expect((await sh(second, `cat ${path}/deep/file`)).stdout).toBe('kept\n')
  await sh(second, `rm -r ${path}/deep`)
  await ada.delete(`/v1/sessions/${second}`)
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
