import * as z from 'zod'
import { read } from '../kit/read.ts'
import { Refusal } from '../kit/refusal.ts'
import { condition, type Ground, newMeta, next } from './ground.ts'
import { idOf, missing, placeOf } from './names.ts'
import { operate } from './operations.ts'
import { page } from './page.ts'
import type { Execution, Job, Operation } from './state.ts'
import { performTasks } from './tasks.ts'
import type { TaskTemplate } from './template.ts'

const Overrides = z.strictObject({
  containerOverrides: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        args: z.array(z.string()).optional(),
        clearArgs: z.boolean().optional(),
        env: z
          .array(z.strictObject({ name: z.string(), value: z.string().default('') }))
          .optional(),
      }),
    )
    .max(1, 'sidecars are not emulated')
    .optional(),
  taskCount: z.int().min(0).max(10_000).optional(),
  timeout: z
    .string()
    .regex(/^\d+(\.\d+)?s$/)
    .optional(),
})
type Overrides = z.output<typeof Overrides>

const Running = z.looseObject({
  etag: z.string().optional(),
  validateOnly: z.literal(false, 'validateOnly is not emulated').optional(),
  overrides: Overrides.optional(),
})

/** Begins an execution. The operation ends when it does, and fails when it fails. */
export function runJob(ground: Ground, job: Job, body: unknown): Operation {
  const { etag, overrides = {} } = read(Running, body ?? {})
  if (etag && etag !== job.etag) {
    throw new Refusal('ABORTED', 'Conflict for resource: version does not match.')
  }
  const execution = newExecution(ground, job, overrides)
  const cancelling = new AbortController()
  const work = carryOut(ground, execution, cancelling.signal)
  ground.executing.set(execution.name, { cancel: () => cancelling.abort(), done: work })
  const subject = viewExecution(execution)
  return operate(ground, { place: placeOf(job.name), kind: 'Execution', subject }, async () => {
    await work
    const failed = execution.conditions.find(({ state }) => state === 'CONDITION_FAILED')
    if (failed) throw new Refusal('FAILED_PRECONDITION', failed.message ?? '')
    return viewExecution(execution)
  })
}

export function findExecution({ state }: Ground, name: string): Execution {
  const execution = state.executions[name]
  if (execution) return execution
  throw missing('EXECUTION', name)
}

/** Of one job, or of all where the job is `-`. The newest is the first. */
export function listExecutions({ state }: Ground, job: string, query: URLSearchParams) {
  const all = Object.values(state.executions)
    .filter((execution) => execution.job === job || job.endsWith('/jobs/-'))
    .toReversed()
  const { items, ...more } = page(all, query)
  return { executions: items.map(viewExecution), ...more }
}

/** As the API shows it: its job by id. */
export const viewExecution = (execution: Execution) => ({
  ...execution,
  job: idOf(execution.job),
})

/** Its tasks are told to end; it is over when they have. */
export function cancelExecution(ground: Ground, name: string): Operation {
  const execution = findExecution(ground, name)
  if (execution.completionTime) {
    throw new Refusal('FAILED_PRECONDITION', `Execution ${idOf(name)} is already completed.`)
  }
  const subject = viewExecution(execution)
  return operate(ground, { place: placeOf(name), kind: 'Execution', subject }, async () => {
    await cancelled(ground, execution)
    return viewExecution(execution)
  })
}

export function removeExecution(ground: Ground, name: string): Operation {
  const execution = findExecution(ground, name)
  const subject = { ...viewExecution(execution), deleteTime: ground.clock.now() }
  return operate(ground, { place: placeOf(name), kind: 'Execution', subject }, async () => {
    await deleteExecution(ground, execution)
    return subject
  })
}

/** With its tasks; cancelled first, if it is under way. */
export async function deleteExecution(ground: Ground, execution: Execution): Promise<void> {
  await cancelled(ground, execution)
  const { state } = ground
  delete state.executions[execution.name]
  for (const task of Object.values(state.tasks)) {
    if (task.execution === execution.name) delete state.tasks[task.name]
  }
}

async function cancelled({ executing }: Ground, { name }: Execution): Promise<void> {
  executing.get(name)?.cancel()
  await executing.get(name)?.done
}

function newExecution(ground: Ground, job: Job, overrides: Overrides): Execution {
  const { template } = job
  const taskCount = overrides.taskCount || template.taskCount || 1
  const execution: Execution = {
    name: `${job.name}/executions/${idOf(job.name)}-${String(next(ground.state)).padStart(5, '0')}`,
    ...newMeta(ground),
    labels: template.labels ?? {},
    annotations: template.annotations ?? {},
    job: job.name,
    parallelism: template.parallelism || taskCount,
    taskCount,
    template: overridden(template.template, overrides),
    reconciling: true,
    conditions: [condition(ground, 'Completed', 'CONDITION_RECONCILING')],
    runningCount: 0,
    succeededCount: 0,
    failedCount: 0,
    cancelledCount: 0,
    retriedCount: 0,
  }
  ground.state.executions[execution.name] = execution
  const { name, createTime } = execution
  job.executionCount += 1
  job.latestCreatedExecution = { name, createTime, completionStatus: 'EXECUTION_RUNNING' }
  return execution
}

function overridden(template: TaskTemplate, overrides: Overrides): TaskTemplate {
  const [override] = overrides.containerOverrides ?? []
  const { timeout = template.timeout } = overrides
  const containers = template.containers.map((container) => ({
    ...container,
    ...(override?.clearArgs ? { args: [] } : override?.args?.length ? { args: override.args } : {}),
    env: [
      ...(container.env ?? []).filter(
        ({ name }) => !override?.env?.some((one) => one.name === name),
      ),
      ...(override?.env ?? []),
    ],
  }))
  return { ...structuredClone(template), containers, ...(timeout ? { timeout } : {}) }
}

async function carryOut(ground: Ground, execution: Execution, signal: AbortSignal): Promise<void> {
  execution.startTime = ground.clock.now()
  const fault = await performTasks(ground, execution, signal)
  const { name, succeededCount, taskCount } = execution
  const isWell = succeededCount === taskCount
  const state = isWell ? 'CONDITION_SUCCEEDED' : 'CONDITION_FAILED'
  const isCancelled = signal.aborted && !isWell
  Object.assign(execution, {
    completionTime: ground.clock.now(),
    updateTime: ground.clock.now(),
    reconciling: false,
    conditions: [
      {
        ...condition(
          ground,
          'Completed',
          state,
          isCancelled ? 'The execution was cancelled.' : fault,
        ),
        ...(isWell ? {} : { executionReason: isCancelled ? 'CANCELLED' : 'NON_ZERO_EXIT_CODE' }),
      },
    ],
  })
  ground.executing.delete(name)
  const latest = ground.state.jobs[execution.job]?.latestCreatedExecution
  if (latest?.name === name) {
    latest.completionTime = ground.clock.now()
    latest.completionStatus = isWell
      ? 'EXECUTION_SUCCEEDED'
      : isCancelled
        ? 'EXECUTION_CANCELLED'
        : 'EXECUTION_FAILED'
  }
  ground.changed()
}
