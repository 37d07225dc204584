import * as z from 'zod'
import { read } from '../../kit/read.ts'
import { KnativeVolume, volumeIn } from './volumes.ts'
import { containersIn, KnativeContainer, Texts } from './wish.ts'

/** 64-bit numbers are texts in JSON. */
const Whole = z.coerce.number().int()

/** A job as v1 has it, as far as it says what the v2 has too. */
const KnativeJob = z.looseObject({
  apiVersion: z.literal('run.googleapis.com/v1'),
  kind: z.literal('Job'),
  metadata: z.looseObject({ name: z.string(), labels: Texts, annotations: Texts }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: Texts, annotations: Texts }).prefault({}),
      spec: z.looseObject({
        parallelism: z.int().optional(),
        taskCount: z.int().optional(),
        template: z.looseObject({
          spec: z.looseObject({
            containers: z.array(KnativeContainer).length(1, 'sidecars are not emulated'),
            volumes: z.array(KnativeVolume).optional(),
            maxRetries: z.int().optional(),
            timeoutSeconds: Whole.optional(),
            serviceAccountName: z.string().optional(),
          }),
        }),
      }),
    }),
  }),
})

/** The same wish in the words of v2. */
export function jobWishIn(body: unknown) {
  const { metadata, spec } = read(KnativeJob, body)
  const { metadata: about, spec: execution } = spec.template
  const { containers, volumes, maxRetries, timeoutSeconds, serviceAccountName } =
    execution.template.spec
  const { parallelism, taskCount } = execution
  const wish = {
    labels: metadata.labels,
    annotations: metadata.annotations,
    template: {
      labels: about.labels,
      annotations: about.annotations,
      ...(parallelism && { parallelism }),
      ...(taskCount && { taskCount }),
      template: {
        containers: containersIn(containers),
        ...(volumes && { volumes: volumes.map(volumeIn) }),
        ...(maxRetries === undefined ? {} : { maxRetries }),
        ...(timeoutSeconds && { timeout: `${timeoutSeconds}s` }),
        ...(serviceAccountName && { serviceAccount: serviceAccountName }),
      },
    },
  }
  return { name: metadata.name, wish }
}

const Run = z.looseObject({
  overrides: z
    .looseObject({
      taskCount: z.int().optional(),
      timeoutSeconds: Whole.optional(),
      containerOverrides: z.array(z.looseObject({})).optional(),
    })
    .optional(),
})

/** What a run overrides, in the words of v2. */
export function runWishIn(body: unknown) {
  const { overrides } = read(Run, body)
  if (!overrides) return {}
  const { timeoutSeconds, ...rest } = overrides
  return { overrides: { ...rest, ...(timeoutSeconds && { timeout: `${timeoutSeconds}s` }) } }
}
