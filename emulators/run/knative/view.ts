import { idOf, placeOf } from '../names.ts'
import type { Condition, Service } from '../state.ts'
import type { Container, Template } from '../template.ts'
import { cpuThrottling, generation, startupBoost } from './annotations.ts'
import { volumeViewOf } from './volumes.ts'

/** A service in the words of Knative's v1. */
export function viewOf(service: Service) {
  const { project } = placeOf(service.name)
  const name = idOf(service.name)
  const { template, latestReadyRevision: ready, latestCreatedRevision: created } = service
  const [container] = template.containers
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: metaOf(
      service,
      `/apis/serving.knative.dev/v1/namespaces/${project}/services/${name}`,
    ),
    spec: {
      template: {
        metadata: { labels: template.labels ?? {}, annotations: annotationsOf(template) },
        spec: {
          containerConcurrency: template.maxInstanceRequestConcurrency ?? 80,
          timeoutSeconds: Number.parseInt(template.timeout ?? '300s', 10),
          serviceAccountName: template.serviceAccount,
          containers: container ? [containerOf(container)] : [],
          ...(template.volumes ? { volumes: template.volumes.map(volumeViewOf) } : {}),
        },
      },
      traffic: [{ percent: 100, latestRevision: true }],
    },
    status: {
      observedGeneration: Number(service.generation),
      conditions: [service.terminalCondition, ...service.conditions].map(conditionOf),
      latestReadyRevisionName: ready && idOf(ready),
      latestCreatedRevisionName: created && idOf(created),
      traffic: ready ? [{ revisionName: idOf(ready), percent: 100, latestRevision: true }] : [],
      url: service.uri,
      address: { url: service.uri },
    },
  }
}

/** How its processors are allotted is said by annotations of the revision. */
const containerOf = ({ resources, ports, ...container }: Container) => ({
  ...container,
  ...(resources?.limits ? { resources: { limits: resources.limits } } : {}),
  ports: ports ?? [{ name: 'http1', containerPort: 8080 }],
})

/** What v1 says of every resource. `labels` are those that only the service gives. */
export function metaOf(resource: Resource, selfLink: string, labels: object = {}) {
  const { project, location } = placeOf(resource.name)
  return {
    name: idOf(resource.name),
    namespace: project,
    selfLink,
    uid: resource.uid,
    resourceVersion: resource.etag.replaceAll('"', ''),
    generation: Number(resource.generation),
    creationTimestamp: resource.createTime,
    labels: { ...resource.labels, 'cloud.googleapis.com/location': location, ...labels },
    annotations: resource.annotations,
  }
}
type Resource = Pick<
  Service,
  'name' | 'uid' | 'etag' | 'generation' | 'createTime' | 'labels' | 'annotations'
>

function annotationsOf({ annotations, scaling, containers, ...more }: Service['template']) {
  const { minInstanceCount: least, maxInstanceCount: most } = scaling ?? {}
  const { cpuIdle, startupCpuBoost: boost } = containers[0]?.resources ?? {}
  return {
    ...(typeof annotations === 'object' ? annotations : {}),
    ...(least === undefined ? {} : { 'autoscaling.knative.dev/minScale': String(least) }),
    ...(most === undefined ? {} : { 'autoscaling.knative.dev/maxScale': String(most) }),
    ...(cpuIdle === undefined ? {} : { [cpuThrottling]: String(cpuIdle) }),
    ...(boost === undefined ? {} : { [startupBoost]: String(boost) }),
    ...(isSecondGeneration(more) ? { [generation]: 'gen2' } : {}),
  }
}

const isSecondGeneration = ({ executionEnvironment: of }: Pick<Template, 'executionEnvironment'>) =>
  of === 2 || of === 'EXECUTION_ENVIRONMENT_GEN2'

export const conditionOf = ({ type, state, message, lastTransitionTime }: Condition) => ({
  type,
  status: statuses[state],
  ...(message ? { message, reason: 'HealthCheckContainerError' } : {}),
  lastTransitionTime,
})

const statuses = {
  CONDITION_SUCCEEDED: 'True',
  CONDITION_FAILED: 'False',
  CONDITION_PENDING: 'Unknown',
  CONDITION_RECONCILING: 'Unknown',
} as const
