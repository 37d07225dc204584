import type { CapabilityName } from '../contract/providers.ts'
import type { Backend } from '../contract/topics.ts'
import { Fault } from '../platform/faults.ts'

/** Why a backend cannot do it: what a caller is told, and what the conformance suite says when it skips the case. */
interface Unsupported {
  readonly unsupported: string
}

export type Capabilities = Readonly<Record<CapabilityName, true | Unsupported>>

/**
 * What each backend can do, as data: nothing outside its own folder asks which backend it is. What is claimed here the
 * conformance suite proves; what is not, is refused.
 */
export const capabilities: Readonly<Record<Backend, Capabilities>> = {
  local: {
    one_shot_commands: true,
    persistent_storage: true,
    bucket_mount: { unsupported: 'boxes on this machine have no network to reach a bucket by' },
    filestore_mount: { unsupported: 'boxes on this machine have no network to reach a share by' },
    network_none: true,
    network_outgoing: { unsupported: 'boxes on this machine have no network' },
    scale_to_zero: true,
    session_duration: true,
    isolation_model: true,
    shell_interactive: true,
    web_terminal: true,
    gpu: { unsupported: 'boxes on this machine are given no GPU' },
    ssh: { unsupported: 'boxes on this machine have no network to be reached by' },
    files: true,
    ports: true,
    reattach: true,
    metrics: true,
    pause: true,
    hibernation: { unsupported: 'a pause keeps files; processes are not checkpointed' },
    warm_pool: true,
    lease_end: true,
    control_plane_restart: true,
    repeated_verbs: true,
  },
  docker: {
    one_shot_commands: true,
    persistent_storage: true,
    bucket_mount: { unsupported: 'containers here have nobody to mount a bucket for them' },
    filestore_mount: { unsupported: 'containers here have nobody to mount a share for them' },
    network_none: true,
    network_outgoing: true,
    scale_to_zero: true,
    session_duration: true,
    isolation_model: true,
    shell_interactive: true,
    web_terminal: true,
    gpu: { unsupported: 'containers here are given no GPU' },
    ssh: { unsupported: 'containers here cannot be reached from outside but by their ports' },
    files: true,
    ports: true,
    reattach: true,
    metrics: true,
    pause: true,
    hibernation: { unsupported: 'a pause keeps files; processes are not checkpointed' },
    warm_pool: { unsupported: 'a container that waited would be made anew for its session' },
    lease_end: true,
    control_plane_restart: true,
    repeated_verbs: true,
  },
  cloud_run: {
    one_shot_commands: true,
    persistent_storage: true,
    bucket_mount: true,
    filestore_mount: true,
    network_none: { unsupported: 'a machine of Cloud Run always has the network of its service' },
    network_outgoing: { unsupported: 'which network machines have is chosen for all of them' },
    scale_to_zero: {
      unsupported: 'a session that is not used ends: an instance that goes takes its files along',
    },
    session_duration: true,
    isolation_model: true,
    shell_interactive: true,
    web_terminal: true,
    gpu: true,
    ssh: { unsupported: 'Cloud Run passes on HTTP and WebSockets, not SSH' },
    files: true,
    ports: true,
    reattach: true,
    metrics: true,
    pause: { unsupported: 'Cloud Run cannot hold a box still while its files are read' },
    hibernation: { unsupported: 'Cloud Run does not checkpoint processes' },
    warm_pool: { unsupported: 'a service that waited would be made anew for its session' },
    lease_end: true,
    control_plane_restart: true,
    repeated_verbs: true,
  },
  gke: {
    one_shot_commands: true,
    persistent_storage: true,
    bucket_mount: true,
    filestore_mount: true,
    network_none: { unsupported: 'which network pods have is chosen for the whole cluster' },
    network_outgoing: { unsupported: 'which network pods have is chosen for the whole cluster' },
    scale_to_zero: { unsupported: 'a pod cannot be paused: what is idle is stopped' },
    session_duration: true,
    isolation_model: true,
    shell_interactive: true,
    web_terminal: true,
    gpu: { unsupported: 'pods run on machines of the general purpose, which have none' },
    ssh: { unsupported: 'pods have no SSH server' },
    files: true,
    ports: true,
    reattach: true,
    metrics: true,
    pause: { unsupported: 'nothing in a pod can be made to stand still from outside it' },
    hibernation: { unsupported: 'processes in pods are not checkpointed' },
    warm_pool: { unsupported: 'pods cannot be renamed: one that waited would be made anew' },
    lease_end: true,
    control_plane_restart: true,
    repeated_verbs: true,
  },
}

export const can = (backend: Backend, name: CapabilityName): boolean =>
  capabilities[backend][name] === true

/** Refuses what the backend cannot do, with its reason. */
export function mustBeAble(backend: Backend, name: CapabilityName, what: string): void {
  const able = capabilities[backend][name]
  if (able !== true) throw new Fault('unsupported', `${what}: ${able.unsupported}`)
}
