import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { beforeAll, expect, test } from 'vitest'
import { newCertificate } from '../../../emulators/kit/certificate.ts'
import { type Kubernetes, openKubernetes } from '../../../emulators/kubernetes/server.ts'

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
let cluster: Kubernetes
let cert: string
let folder: string
beforeAll(async () => {
  const certificate = await newCertificate()
  cert = certificate.cert
  cluster = await openKubernetes(undefined, undefined, {
    certificate,
    anonymous: 'nobody',
    tokens: { 'admin-token': { name: 'admin', groups: ['system:masters'] } },
  })
  folder = mkdtempSync(join(tmpdir(), 'onmemos-tls-'))
  return async () => {
    await cluster.close()
    rmSync(folder, { recursive: true })
  }
})

const configWith = (authority: string, token: string) => {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    {
      name: 'emulated',
      server: cluster.url,
      caData: Buffer.from(authority).toString('base64'),
      skipTLSVerify: false,
    },
    { name: 'tester', token },
  )
  return config
}

test('the official client trusts the certificate it is given, and no other', async () => {
  const core = configWith(cert, 'admin-token').makeApiClient(CoreV1Api)
  expect((await core.listNamespace()).items).toEqual([])
  const { cert: another } = await newCertificate()
  const stranger = configWith(another, 'admin-token').makeApiClient(CoreV1Api)
  await expect(stranger.listNamespace()).rejects.toThrow(/self.signed|certificate/)
})

test.runIf(hasKubectl)('kubectl does too, and sends its token', async () => {
  const kubectl = async (token: string) => {
    const path = join(folder, 'config')
    writeFileSync(path, configWith(cert, token).exportConfig())
    const args = [`--kubeconfig=${path}`, `--cache-dir=${folder}/cache`]
    return promisify(execFile)('kubectl', [...args, 'get', 'namespaces', '-o=name'])
  }
  expect((await kubectl('admin-token')).stdout).toBe('')
  await expect(kubectl('another')).rejects.toThrow(/Unauthorized|logged in/)
})
