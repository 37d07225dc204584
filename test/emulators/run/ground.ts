import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ExecutionsClient,
  JobsClient,
  RevisionsClient,
  ServicesClient,
  TasksClient,
} from '@google-cloud/run'
import { Compute } from 'google-auth-library'
import { googleAuthLibrary, grpc } from 'google-gax'
import { openMetadata } from '../../../emulators/metadata/server.ts'
import { openRun } from '../../../emulators/run/server.ts'
import type { Images } from '../../../emulators/run/serving/images.ts'
import { host } from '../../../shared/providers/local/host.ts'

export const parent = 'projects/test/locations/us-central1'
export const nameOf = (id: string) => `${parent}/services/${id}`
const email = 'caller@test.iam.gserviceaccount.com'

/** A Cloud Run of the tests' own with the official clients on it, and a caller who can prove who it is. */
export async function newRun({
  images = {},
  idleMs = 60_000,
}: {
  images?: Images
  idleMs?: number
} = {}) {
  const metadata = await openMetadata({ projectId: 'test', email })
  process.env.GCE_METADATA_HOST = new URL(metadata.url).host
  const run = await openRun({
    directory: mkdtempSync(join(tmpdir(), 'onmr-')),
    images: { hello: hello(), ...images },
    whoIs: metadata.whoIs,
    idleMs,
    patienceMs: 2_000,
  })
  const { hostname: apiEndpoint, port } = new URL(run.url)
  const options = {
    fallback: true,
    protocol: 'http',
    apiEndpoint,
    port: Number(port),
    authClient: new googleAuthLibrary.PassThroughClient(),
  } as const
  const { hostname, port: grpcPort } = new URL(run.grpcUrl)
  const overGrpc = {
    apiEndpoint: hostname,
    port: Number(grpcPort),
    sslCreds: grpc.credentials.createInsecure(),
  }
  const compute = new Compute()
  return {
    run,
    email,
    services: new ServicesClient(options),
    revisions: new RevisionsClient(options),
    /** The official clients of jobs, over REST and, as they are by default, over gRPC. */
    faces: {
      REST: jobClients(options),
      gRPC: jobClients(overGrpc),
    },
    servicesOverGrpc: new ServicesClient(overGrpc),
    /** A request as the caller, or as somebody who proves nothing. */
    async ask(url: string, { path = '/', token }: { path?: string; token?: string | null } = {}) {
      const proof = token === undefined ? await compute.fetchIdToken(url) : token
      const headers = proof ? { authorization: `Bearer ${proof}` } : {}
      const answer = await fetch(new URL(path, url), { headers })
      return { status: answer.status, text: await answer.text() }
    },
    async close() {
      await run.close()
      await metadata.close()
    },
  }
}

const jobClients = (options: ConstructorParameters<typeof JobsClient>[0]) => ({
  jobs: new JobsClient(options),
  executions: new ExecutionsClient(options),
  tasks: new TasksClient(options),
})

/** A server that says who it is, and how often it was asked; `/slow` takes its time. */
function hello() {
  const { node } = host()
  const text = `
    let asked = 0
    require('node:http').createServer((request, response) => {
      asked += 1
      const { K_SERVICE, PORT, WHO = 'nobody', HOSTNAME } = process.env
      const say = () => response.end(JSON.stringify({ asked, pid: process.pid, K_SERVICE, PORT, WHO, host: require('node:os').hostname() }))
      setTimeout(say, request.url === '/slow' ? 300 : 0)
    }).listen(process.env.PORT)`
  return { command: [node?.path ?? 'node', '-e', text], network: 'own' as const }
}

export const serviceOf = (more: object = {}, image = 'hello') => ({
  template: { containers: [{ image, env: [{ name: 'WHO', value: 'ada' }] }], ...more },
})
