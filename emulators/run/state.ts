import * as z from 'zod'
import { Policy } from '../iam/state.ts'
import { ExecutionTemplate, TaskTemplate, Template } from './template.ts'

export const Condition = z.looseObject({
  type: z.string(),
  state: z.enum([
    'CONDITION_PENDING',
    'CONDITION_RECONCILING',
    'CONDITION_FAILED',
    'CONDITION_SUCCEEDED',
  ]),
  message: z.string().optional(),
  executionReason: z.string().optional(),
  lastTransitionTime: z.string(),
})
export type Condition = z.output<typeof Condition>

const Labels = z.record(z.string(), z.string())

/** What every resource says of itself. Generations are 64-bit numbers, which JSON carries as text. */
const Meta = {
  name: z.string(),
  uid: z.string(),
  generation: z.string(),
  labels: Labels.default({}),
  annotations: Labels.default({}),
  createTime: z.string(),
  updateTime: z.string(),
  conditions: z.array(Condition),
  reconciling: z.boolean(),
  etag: z.string(),
}

/** As the API answers it; fields that nothing here acts on are kept as they were given. */
export const Service = z.looseObject({
  ...Meta,
  template: Template,
  invokerIamDisabled: z.boolean().optional(),
  terminalCondition: Condition,
  latestReadyRevision: z.string().optional(),
  latestCreatedRevision: z.string().optional(),
  uri: z.string(),
})
export type Service = z.output<typeof Service>

export const Revision = z.looseObject({ ...Meta, service: z.string(), template: Template })
export type Revision = z.output<typeof Revision>

export const Job = z.looseObject({
  ...Meta,
  template: ExecutionTemplate,
  terminalCondition: Condition,
  executionCount: z.int(),
  latestCreatedExecution: z
    .object({
      name: z.string(),
      createTime: z.string(),
      completionTime: z.string().optional(),
      completionStatus: z.string(),
    })
    .optional(),
})
export type Job = z.output<typeof Job>

/** One run of a job. What it is made of is the job's as it was then, with what that run overrides. */
export const Execution = z.looseObject({
  ...Meta,
  job: z.string(),
  parallelism: z.int(),
  taskCount: z.int(),
  template: TaskTemplate,
  startTime: z.string().optional(),
  completionTime: z.string().optional(),
  runningCount: z.int(),
  succeededCount: z.int(),
  failedCount: z.int(),
  cancelledCount: z.int(),
  retriedCount: z.int(),
})
export type Execution = z.output<typeof Execution>

export const Task = z.looseObject({
  ...Meta,
  job: z.string(),
  execution: z.string(),
  index: z.int(),
  retried: z.int(),
  startTime: z.string().optional(),
  completionTime: z.string().optional(),
  lastAttemptResult: z
    .object({
      status: z.object({ code: z.int().optional(), message: z.string().optional() }),
      exitCode: z.int().optional(),
      termSignal: z.int().optional(),
    })
    .optional(),
})
export type Task = z.output<typeof Task>

export const Operation = z.looseObject({
  name: z.string(),
  done: z.boolean(),
  metadata: z.looseObject({ '@type': z.string() }),
  response: z.looseObject({ '@type': z.string() }).optional(),
  error: z.object({ code: z.int(), message: z.string() }).optional(),
})
export type Operation = z.output<typeof Operation>

/** All there is, each by its full name; policies by the resource they are of. */
export const State = z.object({
  services: z.record(z.string(), Service).default({}),
  revisions: z.record(z.string(), Revision).default({}),
  jobs: z.record(z.string(), Job).default({}),
  executions: z.record(z.string(), Execution).default({}),
  tasks: z.record(z.string(), Task).default({}),
  operations: z.record(z.string(), Operation).default({}),
  policies: z.record(z.string(), Policy).default({}),
  /** Ports of services, so that a service has its address again after a restart. */
  ports: z.record(z.string(), z.int()).default({}),
  /** Counts what was ever made: no id and no etag comes twice. */
  count: z.int().default(0),
})
export type State = z.output<typeof State>
