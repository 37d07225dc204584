import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isInstalled, newGcloud } from '../../kit/gcloud.ts'
import { newStorage } from './ground.ts'

const ground = await newStorage({}, afterAll)
const cli = newGcloud({
  CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${ground.url}/storage/v1/`,
})
afterAll(cli.close)
const local = (name: string) => join(cli.folder, name)
const { storage, emulator } = ground

test.skipIf(!isInstalled('gcloud'))(
  'gcloud storage: up, down, move, rules, removal, and a large file whose connection breaks',
  async () => {
    const gcloud = (...args: string[]) => cli.typed(`gcloud storage ${args.join(' ')}`)
    writeFileSync(local('small'), 'small')
    writeFileSync(local('big'), randomBytes(9_000_000))
    await storage.createBucket('by-gcloud')
    let puts = 0
    emulator().fault = ({ method }) => {
      if (method !== 'PUT') return undefined
      puts += 1
      return puts === 1 ? 'drop' : undefined
    }
    await gcloud('cp', local('big'), local('small'), 'gs://by-gcloud/dir/')
    expect(puts).toBeGreaterThan(1)
    await gcloud('cp', 'gs://by-gcloud/dir/big', local('back'))
    expect(readFileSync(local('back')).equals(readFileSync(local('big')))).toBe(true)
    await gcloud('mv', 'gs://by-gcloud/dir/small', 'gs://by-gcloud/dir/moved')
    const [files] = await storage.bucket('by-gcloud').getFiles()
    expect(files.map(({ name }) => name)).toEqual(['dir/big', 'dir/moved'])
    const rule = { rule: [{ action: { type: 'Delete' }, condition: { age: 7 } }] }
    writeFileSync(local('rules.json'), JSON.stringify(rule))
    await gcloud('buckets', 'update', 'gs://by-gcloud', `--lifecycle-file=${local('rules.json')}`)
    expect((await storage.bucket('by-gcloud').getMetadata())[0].lifecycle).toEqual(rule)
    const member = '--member=user:ada@example.com'
    const role = '--role=roles/storage.objectViewer'
    await gcloud('buckets', 'add-iam-policy-binding', 'gs://by-gcloud', member, role)
    expect((await storage.bucket('by-gcloud').iam.getPolicy())[0].bindings).toEqual([
      { role: 'roles/storage.objectViewer', members: ['user:ada@example.com'] },
    ])
    await gcloud('rm', '-r', 'gs://by-gcloud')
    expect(await storage.bucket('by-gcloud').exists()).toEqual([false])
  },
  240_000,
)

test.skipIf(!isInstalled('gsutil'))(
  'gsutil: up and removal, by way of gcloud storage',
  async () => {
    writeFileSync(local('boto'), '[GSUtil]\nuse_gcloud_storage=True\n')
    writeFileSync(local('small'), 'small')
    const gsutil = (...args: string[]) =>
      cli.typed(`BOTO_CONFIG=${local('boto')} gsutil ${args.join(' ')}`)
    await storage.createBucket('by-gsutil')
    await gsutil('cp', local('small'), 'gs://by-gsutil/a/b')
    const [bytes] = await storage.bucket('by-gsutil').file('a/b').download()
    expect(bytes.toString()).toBe('small')
    await gsutil('rm', '-r', 'gs://by-gsutil')
    expect(await storage.bucket('by-gsutil').exists()).toEqual([false])
  },
  240_000,
)
