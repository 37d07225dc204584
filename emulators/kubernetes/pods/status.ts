import * as z from 'zod'
import type { Stored } from '../state.ts'
import type { Life } from './life.ts'

/** What a pod's status says that its containers do not. */
export interface Facts {
  readonly ip: string | undefined
  readonly startTime: string
  readonly isInitialized: boolean
  /** Set when it is over. */
  readonly end:
    | {
        readonly phase: 'Succeeded' | 'Failed'
        readonly reason?: string
        readonly message?: string
      }
    | undefined
  readonly now: string
}

const Before = z.looseObject({
  conditions: z
    .array(z.looseObject({ type: z.string(), status: z.string(), lastTransitionTime: z.string() }))
    .default([]),
})

/** The status of a pod that its machine reports. What did not change keeps the time it changed. */
export function statusOfPod(
  before: Stored,
  { inits, mains }: { readonly inits: readonly Life[]; readonly mains: readonly Life[] },
  facts: Facts,
) {
  const was = Before.parse(before.status ?? {})
  const isReady = !facts.end && facts.isInitialized && mains.every((life) => life.isReady)
  const unready = facts.end?.phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady'
  const conditions = [
    condition('PodReadyToStartContainers', facts.ip !== undefined && !facts.end),
    condition('Initialized', facts.isInitialized, 'ContainersNotInitialized'),
    condition('Ready', isReady, unready),
    condition('ContainersReady', isReady, unready),
    condition('PodScheduled', true),
  ].map((one) => {
    const same = was.conditions.find(
      ({ type, status }) => type === one.type && status === one.status,
    )
    return { ...one, lastTransitionTime: same?.lastTransitionTime ?? facts.now }
  })
  const hasStarted = mains.some(({ phase, restarts }) => !('waiting' in phase) || restarts > 0)
  return {
    ...was,
    phase: facts.end?.phase ?? (hasStarted ? 'Running' : 'Pending'),
    ...(facts.end?.reason ? { reason: facts.end.reason } : {}),
    ...(facts.end?.message ? { message: facts.end.message } : {}),
    conditions,
    startTime: facts.startTime,
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    ...(facts.ip ? { podIP: facts.ip, podIPs: [{ ip: facts.ip }] } : {}),
    ...(inits.length > 0
      ? { initContainerStatuses: inits.map((life) => statusOfContainer(life, hasEndedWell(life))) }
      : {}),
    containerStatuses: mains.map((life) => statusOfContainer(life, life.isReady)),
  }
}

const condition = (type: string, holds: boolean, reason?: string) => ({
  type,
  status: holds ? 'True' : 'False',
  ...(holds || !reason ? {} : { reason }),
})

function statusOfContainer({ container, phase, before, restarts }: Life, isReady: boolean) {
  const { name, image } = container
  const hasStarted = !('waiting' in phase) || restarts > 0
  const containerID = hasStarted ? `emulated://${name}-${restarts}` : undefined
  return {
    name,
    image,
    imageID: hasStarted ? `emulated://${image}` : '',
    ...(containerID ? { containerID } : {}),
    ready: isReady,
    started: 'running' in phase,
    restartCount: restarts,
    state: phase,
    lastState: before ?? {},
  }
}

/** What was to end and did is ready; what goes on beside the others is when it runs. */
const hasEndedWell = ({ phase, isReady }: Life) =>
  isReady || ('terminated' in phase && phase.terminated.exitCode === 0)
