import { condition, type Ground, newMeta } from './ground.ts'
import { idOf, missing } from './names.ts'
import { page } from './page.ts'
import type { Outcome } from './serving/attempt.ts'
import type { Execution, Task } from './state.ts'

/** As many at once as the execution says, each again until it is well or has been tried enough. Answers what went wrong. */
export async function performTasks(
  ground: Ground,
  execution: Execution,
  cancelled: AbortSignal,
): Promise<string> {
  const waiting = Array.from({ length: execution.taskCount }, (_, index) =>
    newTask(ground, execution, index),
  )
  let fault = ''
  const hands = Array.from(
    { length: Math.min(execution.parallelism, tasksAtOnceMax) },
    async () => {
      for (
        let task = waiting.shift();
        task && !fault && !cancelled.aborted;
        task = waiting.shift()
      ) {
        fault = (await perform(ground, execution, task, cancelled)) || fault
      }
    },
  )
  await Promise.all(hands)
  return fault
}

// What one machine carries at once, whatever was asked for.
const tasksAtOnceMax = 10

export function findTask({ state }: Ground, name: string) {
  const task = state.tasks[name]
  if (task) return viewTask(task)
  throw missing('TASK', name)
}

export function listTasks({ state }: Ground, execution: string, query: URLSearchParams) {
  const all = Object.values(state.tasks).filter((task) => task.execution === execution)
  const { items, ...more } = page(all, query)
  return { tasks: items.map(viewTask), ...more }
}

/** As the API shows it: what it belongs to by id. */
const viewTask = (task: Task) => ({
  ...task,
  job: idOf(task.job),
  execution: idOf(task.execution),
})

function newTask(ground: Ground, execution: Execution, index: number): Task {
  const { containers, volumes, maxRetries, timeout, serviceAccount } = execution.template
  const task: Task = {
    name: `${execution.name}/tasks/${idOf(execution.name)}-task${index}`,
    ...newMeta(ground),
    labels: {},
    annotations: {},
    job: execution.job,
    execution: execution.name,
    index,
    retried: 0,
    containers,
    volumes,
    maxRetries,
    timeout,
    serviceAccount,
    reconciling: true,
    conditions: [condition(ground, 'Completed', 'CONDITION_PENDING')],
  }
  ground.state.tasks[task.name] = task
  return task
}

async function perform(
  ground: Ground,
  execution: Execution,
  task: Task,
  cancelled: AbortSignal,
): Promise<string> {
  task.startTime = ground.clock.now()
  task.conditions = [condition(ground, 'Completed', 'CONDITION_RECONCILING')]
  execution.runningCount += 1
  const { maxRetries = 3 } = execution.template
  let outcome = await attempt(ground, execution, task, cancelled)
  while (outcome.fault && outcome.exitCode !== null && task.retried < maxRetries) {
    if (cancelled.aborted) break
    task.retried += 1
    execution.retriedCount += 1
    outcome = await attempt(ground, execution, task, cancelled)
  }
  execution.runningCount -= 1
  if (!outcome.fault) execution.succeededCount += 1
  else if (cancelled.aborted) execution.cancelledCount += 1
  else execution.failedCount += 1
  const state = outcome.fault ? 'CONDITION_FAILED' : 'CONDITION_SUCCEEDED'
  task.completionTime = ground.clock.now()
  task.reconciling = false
  task.conditions = [condition(ground, 'Completed', state, outcome.fault)]
  if (!outcome.fault) return ''
  const logs = outcome.said ? ` Logs: ${outcome.said}` : ''
  return `Task ${idOf(task.name)} failed with message: ${outcome.fault}${logs}`
}

async function attempt(
  { host }: Ground,
  execution: Execution,
  task: Task,
  cancelled: AbortSignal,
): Promise<Outcome> {
  const env = {
    CLOUD_RUN_JOB: idOf(execution.job),
    CLOUD_RUN_EXECUTION: idOf(execution.name),
    CLOUD_RUN_TASK_INDEX: String(task.index),
    CLOUD_RUN_TASK_ATTEMPT: String(task.retried),
    CLOUD_RUN_TASK_COUNT: String(execution.taskCount),
  }
  const outcome = await host
    .attempt(execution.template, env, cancelled)
    .catch((cause): Outcome => ({ exitCode: null, fault: String(cause), said: '' }))
  const { exitCode, fault } = outcome
  task.lastAttemptResult = {
    status: fault ? { code: 2, message: fault } : {},
    ...(exitCode === null ? {} : exitCode > 128 ? { termSignal: exitCode - 128 } : { exitCode }),
  }
  return outcome
}
