import type { V1Pod } from '@kubernetes/client-node'
import { AgentEnded } from '../../agents/launch.ts'
import { type Instant, instant } from '../../platform/clock.ts'
import type { Observed } from '../provider.ts'
import { agentContainer } from './pod.ts'

/** What a pod says of its box. One that has not come up has served nobody: it counts as absent. */
export function observedIn(pod: V1Pod | undefined): Observed {
  if (!pod) return { state: 'absent' }
  const state = stateOf(pod)
  const { phase, reason } = pod.status ?? {}
  if (state?.terminated || phase === 'Succeeded' || phase === 'Failed') {
    const said = lastWords(state?.terminated?.message)
    if (said) return { state: 'ended', ...said }
    const endedAt = endOf(pod)
    if (state?.terminated?.reason === 'OOMKilled') return { state: 'ended', cause: 'oom', endedAt }
    // The bound behind the lease: whoever kept that is gone.
    if (reason === 'DeadlineExceeded') return { state: 'ended', cause: 'lease', endedAt }
    return { state: 'ended', cause: 'lost', endedAt }
  }
  const goneAt = givenUpAt(pod)
  if (goneAt) return { state: 'ended', cause: 'lost', endedAt: goneAt }
  return state?.running ? { state: 'running' } : { state: 'absent' }
}

/**
 * When it was to be gone, if that is past and nobody has said that it went: its node is lost, and what the cluster says of
 * its containers is the last it heard.
 */
function givenUpAt({ metadata }: V1Pod): Instant | undefined {
  const due = metadata?.deletionTimestamp && new Date(metadata.deletionTimestamp).getTime()
  return due && due + slackSeconds * 1_000 < Date.now() ? instant(due) : undefined
}
const slackSeconds = 60

/** Why it will not come up, however long one waits; nothing while it may. */
export function whyNever(pod: V1Pod): string | undefined {
  const waiting = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ]
    .flatMap(({ state }) => state?.waiting ?? [])
    .find(({ reason }) => reason !== undefined && hopeless.has(reason))
  if (waiting) return `${waiting.reason}: ${waiting.message ?? 'the cluster says no more'}`
  const main = stateOf(pod)?.terminated
  if (main && cannotRun.has(main.exitCode) && !lastWords(main.message)) {
    return `our agent cannot run in its image: exit code ${main.exitCode}, ${main.message ?? main.reason}`
  }
  const { initContainerStatuses: inits = [] } = pod.status ?? {}
  const failed = inits.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)
  return failed && `its agent could not be brought: exit code ${failed.state?.terminated?.exitCode}`
}

const hopeless: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])

/** Of a shell that could not run what it was told to, and of a cluster that could not run the shell. */
const cannotRun: ReadonlySet<number> = new Set([126, 127, 128])

const stateOf = (pod: V1Pod) =>
  pod.status?.containerStatuses?.find(({ name }) => name === agentContainer)?.state

/** What the agent left, if it came to it: the user's programs could write there too, so anything else is nothing. */
function lastWords(message: string | undefined) {
  try {
    return AgentEnded.safeParse(JSON.parse(message ?? '')).data
  } catch {
    return undefined
  }
}

/** The same at each look: a pod that was evicted has no containers to tell, only conditions. */
function endOf(pod: V1Pod): Instant {
  const finished = stateOf(pod)?.terminated?.finishedAt
  const changed = pod.status?.conditions?.flatMap(({ lastTransitionTime: at }) => at ?? []) ?? []
  const times = finished ? [finished] : changed
  const last = times.map((at) => new Date(at).getTime()).toSorted((one, other) => other - one)[0]
  return instant(last ?? Date.now())
}
