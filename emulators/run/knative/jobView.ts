import { idOf, placeOf } from '../names.ts'
import type { Condition, Execution, Job, Task } from '../state.ts'
import type { TaskTemplate } from '../template.ts'
import { conditionOf, metaOf } from './view.ts'
import { volumeViewOf } from './volumes.ts'

const apiVersion = 'run.googleapis.com/v1'
const linkOf = (name: string, kind: string) =>
  `/apis/${apiVersion}/namespaces/${placeOf(name).project}/${kind}/${idOf(name)}`

/** A job in the words of v1. */
export const jobViewOf = (job: Job) => ({
  apiVersion,
  kind: 'Job',
  metadata: metaOf(job, linkOf(job.name, 'jobs')),
  spec: {
    template: {
      metadata: { labels: job.template.labels ?? {}, annotations: job.template.annotations ?? {} },
      spec: {
        ...(job.template.parallelism ? { parallelism: job.template.parallelism } : {}),
        taskCount: job.template.taskCount ?? 1,
        template: { spec: taskSpecOf(job.template.template) },
      },
    },
  },
  status: {
    observedGeneration: Number(job.generation),
    conditions: [conditionOf(job.terminalCondition)],
    executionCount: job.executionCount,
    ...(job.latestCreatedExecution && {
      latestCreatedExecution: {
        name: idOf(job.latestCreatedExecution.name),
        creationTimestamp: job.latestCreatedExecution.createTime,
        completionTimestamp: job.latestCreatedExecution.completionTime,
        completionStatus: job.latestCreatedExecution.completionStatus,
      },
    }),
  },
})

export const executionViewOf = (execution: Execution) => ({
  apiVersion,
  kind: 'Execution',
  metadata: metaOf(execution, linkOf(execution.name, 'executions'), {
    'run.googleapis.com/job': idOf(execution.job),
  }),
  spec: {
    parallelism: execution.parallelism,
    taskCount: execution.taskCount,
    template: { spec: taskSpecOf(execution.template) },
  },
  status: {
    observedGeneration: Number(execution.generation),
    startTime: execution.startTime,
    completionTime: execution.completionTime,
    runningCount: execution.runningCount,
    succeededCount: execution.succeededCount,
    failedCount: execution.failedCount,
    cancelledCount: execution.cancelledCount,
    retriedCount: execution.retriedCount,
    conditions: [...execution.conditions, started(execution)].map(conditionOf),
  },
})

export const taskViewOf = (task: Task) => ({
  apiVersion,
  kind: 'Task',
  metadata: metaOf(task, linkOf(task.name, 'tasks'), {
    'run.googleapis.com/job': idOf(task.job),
    'run.googleapis.com/execution': idOf(task.execution),
  }),
  spec: {},
  status: {
    observedGeneration: Number(task.generation),
    index: task.index,
    retried: task.retried,
    startTime: task.startTime,
    completionTime: task.completionTime,
    lastAttemptResult: task.lastAttemptResult,
    conditions: [...task.conditions, started(task)].map(conditionOf),
  },
})

const started = ({ startTime, createTime }: Execution | Task): Condition => ({
  type: 'Started',
  state: startTime ? 'CONDITION_SUCCEEDED' : 'CONDITION_PENDING',
  lastTransitionTime: startTime ?? createTime,
})

const taskSpecOf = (template: TaskTemplate) => ({
  containers: template.containers,
  ...(template.volumes ? { volumes: template.volumes.map(volumeViewOf) } : {}),
  maxRetries: template.maxRetries ?? 3,
  timeoutSeconds: String(Number.parseInt(template.timeout ?? '600s', 10)),
  serviceAccountName: template.serviceAccount,
})
