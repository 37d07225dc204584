import type { reasons, statuses } from '../contract/session.ts'

export type Status = (typeof statuses)[number]
export type Reason = (typeof reasons)[number]

export type Event =
  | 'booted'
  | 'refused'
  | 'stop'
  | 'gone'
  | 'lost'
  | 'expired'
  | 'pause'
  | 'checkpointed'
  | 'resume'

const next: Record<Status, Partial<Record<Event, Status>>> = {
  provisioning: { booted: 'running', refused: 'failed', stop: 'stopping' },
  running: { stop: 'stopping', lost: 'failed', expired: 'stopped', pause: 'pausing' },
  pausing: { checkpointed: 'paused', lost: 'failed', stop: 'stopping' },
  paused: { resume: 'resuming', stop: 'stopping' },
  resuming: { booted: 'running', lost: 'failed', stop: 'stopping' },
  stopping: { gone: 'stopped', lost: 'stopped', expired: 'stopped' },
  stopped: {},
  failed: {},
}

/** What does not apply changes nothing: late and repeated events are ordinary. */
export const step = (status: Status, event: Event): Status => next[status][event] ?? status

export const isOver = (status: Status): boolean => Object.keys(next[status]).length === 0
