import { afterAll, describe, expect, test } from 'vitest'
import { until } from '../../kit/until.ts'
import { newRun, parent, serviceOf } from './ground.ts'

const shell = (script: string) => ({ command: ['/bin/sh', '-c', script], network: 'own' as const })
const { run, faces, servicesOverGrpc, close } = await newRun({
  images: {
    'says-who': shell(
      '[ "$CLOUD_RUN_JOB" = counts ] && [ "$WHO" = eve ] && exit $((CLOUD_RUN_TASK_COUNT - 3))',
    ),
    'fails-once': shell('exit $((1 - CLOUD_RUN_TASK_ATTEMPT))'),
    fails: shell('echo broken >&2; exit 3'),
    sleeps: shell('exec sleep 600'),
  },
})
afterAll(close)

const jobOf = (image: string, template: object = {}, more: object = {}) => ({
  template: {
    ...more,
    template: { containers: [{ image, env: [{ name: 'WHO', value: 'ada' }] }], ...template },
  },
})

describe.each(Object.entries(faces))('over %s', (face, { jobs, executions, tasks }) => {
  /** A job that is there. */
  const made = async (id: string, job: object) => {
    const jobId = `${face.toLowerCase()}-${id}`
    const [operation] = await jobs.createJob({ parent, jobId, job })
    const [{ name }] = await operation.promise()
    return String(name)
  }

  test('a job is made, run to its end, seen, changed and deleted', async () => {
    const name = await made('counts', jobOf('fails-once', {}, { taskCount: 2 }))
    const [operation] = await jobs.runJob({ name })
    const [execution] = await operation.promise()
    expect(execution).toMatchObject({ succeededCount: 2, retriedCount: 2, failedCount: 0 })
    expect((await executions.getExecution({ name: String(execution.name) }))[0]).toMatchObject({
      conditions: [{ type: 'Completed', state: 'CONDITION_SUCCEEDED' }],
    })
    const [its] = await tasks.listTasks({ parent: String(execution.name) })
    expect(its.map(({ index, retried }) => [index, retried])).toEqual([
      [0, 1],
      [1, 1],
    ])
    const [job] = await jobs.getJob({ name })
    expect(job).toMatchObject({
      executionCount: 1,
      latestCreatedExecution: { completionStatus: 'EXECUTION_SUCCEEDED' },
    })
    const [update] = await jobs.updateJob({ job: { name, ...jobOf('fails') } })
    await update.promise()
    const [listed] = await jobs.listJobs({ parent })
    expect(listed.find((one) => one.name === name)?.template?.template).toMatchObject({
      containers: [{ image: 'fails' }],
    })
    const [deletion] = await jobs.deleteJob({ name })
    await deletion.promise()
    await expect(jobs.getJob({ name })).rejects.toThrow('does not exist')
    expect(Object.keys(run.state.tasks).filter((task) => task.startsWith(name))).toEqual([])
  })

  test('one that fails says of which task and with which code, and is tried as often as it says', async () => {
    const name = await made('fails', jobOf('fails', { maxRetries: 1 }))
    const [operation] = await jobs.runJob({ name })
    await expect(operation.promise()).rejects.toThrow(/task0 failed .* exit code 3.* broken/)
    const [[execution]] = await executions.listExecutions({ parent: name })
    expect(execution).toMatchObject({ failedCount: 1, retriedCount: 1 })
    const [[task]] = await tasks.listTasks({ parent: String(execution?.name) })
    expect(task?.lastAttemptResult).toMatchObject({ exitCode: 3 })
  })

  test('one that does not end is cut at its time limit, or cancelled', async () => {
    const name = await made('sleeps', jobOf('sleeps', { maxRetries: 0 }))
    const overrides = { timeout: { seconds: 1 } }
    const [late] = await jobs.runJob({ name, overrides })
    await expect(late.promise()).rejects.toThrow('maximum timeout of 1 seconds')
    const [begun] = await jobs.runJob({ name })
    const [[execution]] = await executions.listExecutions({ parent: name })
    const [cancelling] = await executions.cancelExecution({ name: String(execution?.name) })
    await cancelling.promise()
    await expect(begun.promise()).rejects.toThrow('cancelled')
    expect((await executions.getExecution({ name: String(execution?.name) }))[0]).toMatchObject({
      cancelledCount: 1,
      conditions: [{ executionReason: 'CANCELLED' }],
    })
  })
})

test('an execution has what it overrides, and knows what it is', async () => {
  const { jobs } = faces.gRPC
  const job = jobOf('says-who', { maxRetries: 0 })
  const [making] = await jobs.createJob({ parent, jobId: 'counts', job })
  const [{ name }] = await making.promise()
  const env = [{ name: 'WHO', value: 'eve' }]
  const [running] = await jobs.runJob({
    name: String(name),
    overrides: { taskCount: 3, containerOverrides: [{ env }] },
  })
  expect((await running.promise())[0]).toMatchObject({ succeededCount: 3 })
})

test('what is asked of a job is refused as Google refuses it', async () => {
  const { jobs } = faces.gRPC
  const create = (jobId: string, job: object) => jobs.createJob({ parent, jobId, job })
  await expect(create('Bad', jobOf('fails'))).rejects.toMatchObject({ code: 3 })
  await expect(create('few', jobOf('fails', { maxRetries: 11 }))).rejects.toMatchObject({ code: 3 })
  await expect(jobs.runJob({ name: `${parent}/jobs/none` })).rejects.toMatchObject({ code: 5 })
  run.steering.next({ kind: 'answer', status: 429, message: 'Quota exceeded.' }, { path: /:run$/ })
  const [making] = await create('scarce', jobOf('nothing', { maxRetries: 0 }))
  const [{ name }] = await making.promise()
  await expect(jobs.runJob({ name: String(name) })).rejects.toMatchObject({ code: 8 })
  const [running] = await jobs.runJob({ name: String(name) })
  await expect(running.promise()).rejects.toThrow("Image 'nothing' not found")
})

test('an operation that never ends leaves an execution that does', async () => {
  const { jobs } = faces.gRPC
  const [making] = await jobs.createJob({ parent, jobId: 'stuck', job: jobOf('fails-once') })
  const [{ name }] = await making.promise()
  run.stuck.operations = true
  const [operation] = await jobs.runJob({ name: String(name) })
  run.stuck.operations = false
  const done = () =>
    run.state.jobs[String(name)]?.latestCreatedExecution?.completionStatus === 'EXECUTION_SUCCEEDED'
  await until(done)
  expect((await jobs.checkRunJobProgress(String(operation.name))).done).toBe(false)
})

test('a service is made and seen over gRPC too', async () => {
  const [operation] = await servicesOverGrpc.createService({
    parent,
    serviceId: 'over-grpc',
    service: serviceOf(),
  })
  const [{ name }] = await operation.promise()
  expect((await servicesOverGrpc.getService({ name: String(name) }))[0]).toMatchObject({
    terminalCondition: { state: 'CONDITION_SUCCEEDED' },
    template: { containers: [{ image: 'hello' }] },
  })
  const policy = { bindings: [{ role: 'roles/run.invoker', members: ['allUsers'] }] }
  await servicesOverGrpc.setIamPolicy({ resource: String(name), policy })
  const [set] = await servicesOverGrpc.getIamPolicy({ resource: String(name) })
  expect(set.bindings).toMatchObject([{ role: 'roles/run.invoker' }])
})
