import * as z from 'zod'
import { read } from '../../kit/read.ts'
import { Container } from '../template.ts'
import { cpuThrottling, generation, startupBoost } from './annotations.ts'
import { KnativeVolume, volumeIn } from './volumes.ts'

export const Texts = z.record(z.string(), z.string()).default({})

export const KnativeContainer = Container.omit({
  resources: true,
  env: true,
  volumeMounts: true,
}).extend({
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({}).optional(),
      }),
    )
    .optional(),
  resources: z.looseObject({ limits: z.record(z.string(), z.string()).optional() }).optional(),
  volumeMounts: z
    .array(
      z.looseObject({ name: z.string(), mountPath: z.string(), subPath: z.string().optional() }),
    )
    .optional(),
})

/** A service as Knative's v1 has it, as far as it says what the v2 has too. */
export const KnativeService = z.looseObject({
  apiVersion: z.literal('serving.knative.dev/v1'),
  kind: z.literal('Service'),
  metadata: z.looseObject({ name: z.string(), labels: Texts, annotations: Texts }),
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z
        .looseObject({ name: z.string().optional(), labels: Texts, annotations: Texts })
        .prefault({}),
      spec: z.looseObject({
        containerConcurrency: z.int().optional(),
        timeoutSeconds: z.int().optional(),
        serviceAccountName: z.string().optional(),
        containers: z.array(KnativeContainer).length(1, 'sidecars are not emulated'),
        volumes: z.array(KnativeVolume).optional(),
      }),
    }),
  }),
})

/** The same wish in the words of v2. What neither acts on stays in the annotations. */
export function wishIn(body: unknown) {
  const { metadata, spec } = read(KnativeService, body)
  const { metadata: about, spec: revision } = spec.template
  const scale = (name: string) => about.annotations[`autoscaling.knative.dev/${name}`]
  const [least, most] = [scale('minScale'), scale('maxScale')]
  const { [cpuThrottling]: throttling, [startupBoost]: boost } = about.annotations
  const allotted = {
    ...(throttling && { cpuIdle: throttling === 'true' }),
    ...(boost && { startupCpuBoost: boost === 'true' }),
  }
  const wish = {
    labels: metadata.labels,
    annotations: metadata.annotations,
    template: {
      ...(about.name && { revision: about.name }),
      labels: about.labels,
      annotations: about.annotations,
      scaling: {
        ...(least && { minInstanceCount: Number(least) }),
        ...(most && { maxInstanceCount: Number(most) }),
      },
      ...(revision.timeoutSeconds && { timeout: `${revision.timeoutSeconds}s` }),
      ...(revision.serviceAccountName && { serviceAccount: revision.serviceAccountName }),
      ...(revision.containerConcurrency && {
        maxInstanceRequestConcurrency: revision.containerConcurrency,
      }),
      ...(about.annotations[generation] === 'gen2' && {
        executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
      }),
      containers: containersIn(revision.containers, allotted),
      ...(revision.volumes && { volumes: revision.volumes.map(volumeIn) }),
    },
  }
  return { name: metadata.name, wish }
}

/** Containers in the words of v2. */
export const containersIn = (
  containers: readonly z.output<typeof KnativeContainer>[],
  allotted: object = {},
) =>
  containers.map(({ env, resources, volumeMounts, ...container }) => ({
    ...container,
    ...(env && { env: env.map(({ name, value = '' }) => ({ name, value })) }),
    resources: { ...(resources?.limits && { limits: resources.limits }), ...allotted },
    ...(volumeMounts && {
      volumeMounts: volumeMounts.map(({ name, mountPath, subPath }) => ({
        name,
        mountPath,
        ...(subPath && { subPath }),
      })),
    }),
  }))
