import * as z from 'zod'
import { admitPod } from '../admission/admit.ts'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { type FieldError, invalid } from '../refusal.ts'
import type { Stored } from '../state.ts'

/** What an API server makes of a pod before the machine that will run it sees it. */
export const pods = {
  onCreate(fresh: Stored, cluster: Cluster): Stored {
    const spec = withDefaults(Spec.parse(fresh.spec ?? {}))
    const errors = errorsIn(spec)
    if (errors.length > 0) throw invalid(kindNamed('Pod'), fresh.metadata.name, errors)
    const pod = admitPod(cluster, { ...fresh, spec })
    return { ...pod, status: { phase: 'Pending', qosClass: qosOf(Spec.parse(pod.spec)) } }
  },

  onUpdate(next: Stored, before: Stored, _cluster: Cluster): Stored {
    const [spec, was] = [Spec.parse(next.spec ?? {}), Spec.parse(before.spec)]
    const errors = forbiddenChanges(spec, was)
    if (errors.length > 0) throw invalid(kindNamed('Pod'), next.metadata.name, errors)
    return { ...next, spec }
  },

  /** None for a pod that has ended: there is nothing left to end. */
  graceSeconds({ spec, status }: Stored, asked: number | null | undefined): number {
    const { phase } = Object(status)
    if (phase === 'Succeeded' || phase === 'Failed') return 0
    return asked ?? Spec.parse(spec).terminationGracePeriodSeconds ?? 30
  },
}

const Container = z.looseObject({
  name: z.string().default(''),
  image: z.string().default(''),
  resources: z
    .looseObject({
      limits: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      requests: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    })
    .default({}),
})
type Container = z.output<typeof Container>

const Spec = z.looseObject({
  containers: z.array(Container).default([]),
  initContainers: z.array(Container).optional(),
  activeDeadlineSeconds: z.number().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  serviceAccountName: z.string().optional(),
})
type Spec = z.output<typeof Spec>

function withDefaults(spec: Spec): Spec {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
    ...spec,
    serviceAccountName: spec.serviceAccountName || 'default',
    serviceAccount: spec.serviceAccountName || 'default',
    containers: spec.containers.map(containerDefaults),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(containerDefaults) } : {}),
  }
}

/** What is limited and not requested is requested: so the API server says. */
function containerDefaults(container: Container): Container {
  const { limits, requests } = container.resources
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: /(:latest|^[^:]+)$/.test(container.image) ? 'Always' : 'IfNotPresent',
    ...container,
    resources: {
      ...container.resources,
      ...(limits ? { requests: { ...limits, ...requests } } : {}),
    },
  }
}

function qosOf({ containers, initContainers = [] }: Spec) {
  const all = [...containers, ...initContainers].map(({ resources }) => resources)
  if (all.every(({ limits, requests }) => !limits && !requests)) return 'BestEffort'
  const isGuaranteed = all.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => limits?.[name] && limits[name] === requests?.[name]),
  )
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

function errorsIn({ containers, initContainers = [] }: Spec): readonly FieldError[] {
  if (containers.length === 0) return [required('spec.containers')]
  const all = [
    ...containers.map((one, i) => ({ ...one, at: `spec.containers[${i}]` })),
    ...initContainers.map((one, i) => ({ ...one, at: `spec.initContainers[${i}]` })),
  ]
  return all.flatMap(({ name, image, at }, i) => [
    ...(name === '' ? [required(`${at}.name`)] : []),
    ...(image === '' ? [required(`${at}.image`)] : []),
    ...(all.slice(0, i).some((other) => other.name === name)
      ? [wrong(`${at}.name`, `Duplicate value: "${name}"`)]
      : []),
  ])
}

/** Of a pod's spec hardly anything changes once it is made. Its deadline comes nearer, and never goes away. */
function forbiddenChanges(next: Spec, before: Spec): readonly FieldError[] {
  const [deadline, was] = [next.activeDeadlineSeconds, before.activeDeadlineSeconds]
  if (was !== undefined && (deadline === undefined || deadline > was)) {
    const value = deadline ?? 'null'
    return [
      wrong(
        'spec.activeDeadlineSeconds',
        `Invalid value: ${value}: must be less than or equal to previous value`,
      ),
    ]
  }
  if (JSON.stringify(fixed(next)) === JSON.stringify(fixed(before))) return []
  return [
    {
      reason: 'FieldValueForbidden',
      field: 'spec',
      message:
        'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    },
  ]
}

const fixed = (spec: Spec) =>
  sorted({
    ...withDefaults(spec),
    activeDeadlineSeconds: undefined,
    tolerations: undefined,
    nodeName: undefined,
    containers: spec.containers.map((one) => ({ ...containerDefaults(one), image: '' })),
    initContainers: (spec.initContainers ?? []).map((one) => ({
      ...containerDefaults(one),
      image: '',
    })),
  })

/** The same whatever order its keys came in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, its]) => [key, sorted(its)]),
  )
}

const required = (field: string): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: 'Required value',
})
const wrong = (field: string, message: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message,
})
