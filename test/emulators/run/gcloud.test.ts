import { afterAll, expect, test } from 'vitest'
import { hasGcloud, newGcloud, toCloudRun } from '../../kit/gcloud.ts'
import { nameOf, newRun, parent } from './ground.ts'

const shell = (script: string) => ({ command: ['/bin/sh', '-c', script], network: 'own' as const })
const { run, services, email, faces, ask, close } = await newRun({
  images: { greets: shell('[ "$WHO" = eve ] || { echo who is $WHO; exit 4; }') },
})
const google = newGcloud(toCloudRun(run.url))
afterAll(async () => {
  google.close()
  await close()
})

const gcloud = (...args: string[]) => google.run('run', ...args, '--region=us-central1')

test.skipIf(!hasGcloud)(
  'what gcloud deploys serves, is seen by both faces, and is deleted by it',
  async () => {
    const deploy = ['deploy', 'first', '--image=hello', '--no-allow-unauthenticated']
    const volume = '--add-volume=name=data,type=cloud-storage,bucket=b,readonly=true'
    const mounted = [volume, '--add-volume-mount=volume=data,mount-path=/mnt/data']
    const told = ['--set-env-vars=WHO=ada', '--max-instances=1', '--no-cpu-throttling']
    const made = await gcloud(...deploy, ...told, ...mounted)
    const [service] = await services.getService({ name: nameOf('first') })
    expect(service).toMatchObject({
      uri: made.status.url,
      template: {
        scaling: { maxInstanceCount: 1 },
        volumes: [{ name: 'data', gcs: { bucket: 'b', readOnly: true } }],
        containers: [{ resources: { cpuIdle: false }, volumeMounts: [{ mountPath: '/mnt/data' }] }],
      },
    })
    const member = `serviceAccount:${email}`
    const invoke = ['add-iam-policy-binding', 'first', `--member=${member}`]
    await gcloud('services', ...invoke, '--role=roles/run.invoker')
    expect(JSON.parse((await ask(made.status.url)).text).WHO).toBe('ada')
    const listed = await gcloud('services', 'list')
    expect(listed.map((one: typeof made) => one.metadata.name)).toEqual(['first'])
    await gcloud('services', 'delete', 'first')
    await expect(services.getService({ name: nameOf('first') })).rejects.toMatchObject({
      code: 404,
    })
  },
  180_000,
)

test.skipIf(!hasGcloud)(
  'a container that is not well is what gcloud says it is',
  async () => {
    await expect(
      gcloud('deploy', 'mute', '--image=nothing', '--no-allow-unauthenticated'),
    ).rejects.toThrow(/Image 'nothing' not found/)
  },
  60_000,
)

test.skipIf(!hasGcloud)(
  'a job that gcloud makes is executed, described, listed and deleted by it',
  async () => {
    await gcloud(
      ...['jobs', 'create', 'greets', '--image=greets', '--tasks=2', '--max-retries=0'],
      ...['--set-env-vars=WHO=ada', '--task-timeout=60'],
    )
    await expect(gcloud('jobs', 'execute', 'greets', '--wait')).rejects.toThrow(
      'The execution failed',
    )
    const execute = ['jobs', 'execute', 'greets', '--wait', '--update-env-vars=WHO=eve']
    expect((await gcloud(...execute)).status).toMatchObject({ succeededCount: 2 })
    const described = await gcloud('jobs', 'describe', 'greets')
    expect(described.status).toMatchObject({
      executionCount: 2,
      latestCreatedExecution: { completionStatus: 'EXECUTION_SUCCEEDED' },
    })
    const [[execution]] = await faces.gRPC.executions.listExecutions({
      parent: `${parent}/jobs/greets`,
    })
    expect(execution).toMatchObject({ succeededCount: 2, template: { timeout: { seconds: '60' } } })
    const listed = await gcloud('jobs', 'executions', 'list', '--job=greets')
    expect(listed.map((one: typeof described) => one.status.succeededCount ?? 0)).toEqual([2, 0])
    await gcloud('jobs', 'delete', 'greets')
    expect(await gcloud('jobs', 'list')).toEqual([])
  },
  240_000,
)
