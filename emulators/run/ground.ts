import { randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/platform/clock.ts'
import type { Host } from './serving/host.ts'
import type { Condition, State } from './state.ts'

/** What every verb of the emulator stands on. */
export interface Ground {
  readonly state: State
  readonly clock: Clock
  readonly host: Host
  /** Operations that a test keeps from ever ending. */
  readonly stuck: { operations: boolean }
  /** Executions under way, by name. */
  readonly executing: Map<string, { cancel(): void; readonly done: Promise<void> }>
  /** Told after each change. */
  changed(): void
  /** Work that goes on behind an answer. */
  inHand(work: Promise<void>): void
}

export function next(state: State): number {
  state.count += 1
  return state.count
}

export const etagOf = (state: State): string =>
  `"${Buffer.from(`etag ${next(state)}`).toString('base64')}"`

export const newMeta = ({ state, clock }: Ground) => ({
  uid: randomUUID(),
  generation: '1',
  createTime: clock.now(),
  updateTime: clock.now(),
  etag: etagOf(state),
})

export const condition = (
  { clock }: Pick<Ground, 'clock'>,
  type: string,
  state: Condition['state'],
  message?: string,
): Condition => ({
  type,
  state,
  ...(message ? { message } : {}),
  lastTransitionTime: clock.now(),
})

export const typeUrl = (kind: string) => `type.googleapis.com/google.cloud.run.v2.${kind}`
