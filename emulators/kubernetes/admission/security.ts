import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { forbidden } from '../refusal.ts'
import type { Stored } from '../state.ts'
import type { Spec } from './pod.ts'

const Context = z
  .looseObject({
    allowPrivilegeEscalation: z.boolean().optional(),
    privileged: z.boolean().optional(),
    runAsNonRoot: z.boolean().optional(),
    runAsUser: z.number().optional(),
    seccompProfile: z.looseObject({ type: z.string() }).optional(),
    capabilities: z
      .looseObject({
        add: z.array(z.string()).default([]),
        drop: z.array(z.string()).default([]),
      })
      .default({ add: [], drop: [] }),
  })
  .default({ capabilities: { add: [], drop: [] } })
type Context = z.output<typeof Context>

/** Pod Security, as the namespace's label asks for it. */
export function refuseInsecure({ store }: Cluster, pod: Stored, spec: Spec): void {
  const { namespace = '', name } = pod.metadata
  const around = store.get({ kind: kindNamed('Namespace'), namespace: '' }, namespace)
  const level = around?.metadata.labels?.['pod-security.kubernetes.io/enforce']
  if (level !== 'baseline' && level !== 'restricted') return
  const wrong = [...baseline(spec), ...(level === 'restricted' ? restricted(spec) : [])]
  if (wrong.length === 0) return
  throw forbidden(
    kindNamed('Pod'),
    name,
    `violates PodSecurity "${level}:latest": ${wrong.join(', ')}`,
  )
}

const contextsOf = (spec: Spec): readonly (readonly [name: string, context: Context])[] =>
  [...spec.containers, ...(spec.initContainers ?? [])].map(({ name, securityContext }) => [
    name,
    Context.parse(securityContext),
  ])

function baseline(spec: Spec): readonly string[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true)
  return [
    ...(shared.length > 0 ? [`host namespaces (${shared.join(', ')})`] : []),
    ...(spec.volumes ?? []).flatMap(({ name, hostPath }) =>
      hostPath ? [`hostPath volumes (volume "${name}")`] : [],
    ),
    ...contextsOf(spec).flatMap(([name, { privileged }]) =>
      privileged
        ? [`privileged (container "${name}" must not set securityContext.privileged=true)`]
        : [],
    ),
  ]
}

function restricted(spec: Spec): readonly string[] {
  const pod = Context.parse(spec.securityContext)
  const breaks = (isBroken: (context: Context) => boolean, said: (name: string) => string) =>
    contextsOf(spec).flatMap(([name, context]) => (isBroken(context) ? [said(name)] : []))
  const volumes = (spec.volumes ?? []).filter((volume) => 'nfs' in volume)
  return [
    ...volumes.map(
      ({ name }) => `restricted volume types (volume "${name}" uses restricted volume type "nfs")`,
    ),
    ...breaks(
      ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false,
      (name) =>
        `allowPrivilegeEscalation != false (container "${name}" must set securityContext.allowPrivilegeEscalation=false)`,
    ),
    ...breaks(
      ({ capabilities: { add, drop } }) =>
        !drop.includes('ALL') || add.some((one) => one !== 'NET_BIND_SERVICE'),
      (name) =>
        `unrestricted capabilities (container "${name}" must set securityContext.capabilities.drop=["ALL"])`,
    ),
    ...breaks(
      ({ runAsNonRoot = pod.runAsNonRoot }) => runAsNonRoot !== true,
      (name) =>
        `runAsNonRoot != true (pod or container "${name}" must set securityContext.runAsNonRoot=true)`,
    ),
    ...breaks(
      ({ runAsUser = pod.runAsUser }) => runAsUser === 0,
      (name) => `runAsUser=0 (container "${name}" must not set runAsUser=0)`,
    ),
    ...breaks(
      ({ seccompProfile = pod.seccompProfile }) =>
        !['RuntimeDefault', 'Localhost'].includes(seccompProfile?.type ?? ''),
      (name) =>
        `seccompProfile (pod or container "${name}" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
    ),
  ]
}
