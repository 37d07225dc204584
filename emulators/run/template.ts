import * as z from 'zod'

const Env = z.union([
  z.strictObject({ name: z.string(), value: z.string().default('') }),
  z.strictObject({ name: z.string(), valueSource: z.looseObject({}) }),
])

const Probe = z.looseObject({
  initialDelaySeconds: z.int().min(0).max(240).optional(),
  timeoutSeconds: z.int().min(1).optional(),
  periodSeconds: z.int().min(1).optional(),
  failureThreshold: z.int().min(1).optional(),
  httpGet: z.looseObject({ path: z.string().optional(), port: z.int().optional() }).optional(),
  tcpSocket: z.looseObject({ port: z.int().optional() }).optional(),
})
export type Probe = z.output<typeof Probe>

export const Container = z.strictObject({
  name: z.string().optional(),
  image: z.string().min(1),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(Env).optional(),
  resources: z
    .strictObject({
      limits: z.record(z.string(), z.string()).optional(),
      cpuIdle: z.boolean().optional(),
      startupCpuBoost: z.boolean().optional(),
    })
    .optional(),
  ports: z
    .array(z.strictObject({ name: z.string().optional(), containerPort: z.int().optional() }))
    .max(1)
    .optional(),
  volumeMounts: z
    .array(
      z.strictObject({
        name: z.string(),
        mountPath: z.string().startsWith('/'),
        subPath: z.string().optional(),
      }),
    )
    .optional(),
  workingDir: z.string().optional(),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  dependsOn: z.array(z.string()).optional(),
})
export type Container = z.output<typeof Container>

export const Volume = z.strictObject({
  name: z.string(),
  secret: z.looseObject({}).optional(),
  cloudSqlInstance: z.looseObject({}).optional(),
  emptyDir: z
    .strictObject({ medium: z.literal(['MEMORY', 1]).optional(), sizeLimit: z.string().optional() })
    .optional(),
  nfs: z
    .strictObject({
      server: z.string(),
      path: z.string().startsWith('/'),
      readOnly: z.boolean().optional(),
    })
    .optional(),
  gcs: z
    .strictObject({
      bucket: z.string(),
      readOnly: z.boolean().optional(),
      mountOptions: z.array(z.string()).optional(),
    })
    .optional(),
})
export type Volume = z.output<typeof Volume>

const Seconds = z.string().regex(/^\d+(\.\d+)?s$/)

/** What a revision runs. */
export const Template = z.looseObject({
  revision: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  scaling: z
    .looseObject({
      minInstanceCount: z.int().min(0).optional(),
      maxInstanceCount: z.int().min(0).optional(),
    })
    .optional(),
  timeout: Seconds.optional(),
  serviceAccount: z.string().optional(),
  containers: z.array(Container).length(1, 'sidecars are not emulated'),
  volumes: z.array(Volume).optional(),
  maxInstanceRequestConcurrency: z.int().min(0).max(1_000).optional(),
  sessionAffinity: z.boolean().optional(),
  executionEnvironment: z.union([z.string(), z.int()]).optional(),
})
export type Template = z.output<typeof Template>

/** What each task of a job runs. */
export const TaskTemplate = z.looseObject({
  containers: z.array(Container).length(1, 'sidecars are not emulated'),
  volumes: z.array(Volume).optional(),
  maxRetries: z.int().min(0).max(10).optional(),
  timeout: Seconds.optional(),
  serviceAccount: z.string().optional(),
  executionEnvironment: z.union([z.string(), z.int()]).optional(),
})
export type TaskTemplate = z.output<typeof TaskTemplate>

export const ExecutionTemplate = z.looseObject({
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  parallelism: z.int().min(0).optional(),
  taskCount: z.int().min(1).max(10_000).optional(),
  template: TaskTemplate,
})
export type ExecutionTemplate = z.output<typeof ExecutionTemplate>
