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
  | 'uncheckpointed'
  | 'resume'

const next: Record<Status, Partial<Record<Event, Status>>> = {
  provisioning: { booted: 'running', refused: 'failed', stop: 'stopping' },
  running: { stop: 'stopping', lost: 'failed', expired: 'stopped', pause: 'pausing' },
  pausing: {
    checkpointed: 'paused',
    uncheckpointed: 'running',
    lost: 'failed',
    expired: 'stopped',
    stop: 'stopping',
  },
  paused: { resume: 'resuming', stop: 'stopping' },
  // What cannot resume is as it was: its files are still kept.
  resuming: { booted: 'running', refused: 'paused', stop: 'stopping' },
  stopping: { gone: 'stopped', lost: 'stopped', expired: 'stopped' },
  stopped: {},
  failed: {},
}

/** What does not apply changes nothing: late and repeated events are ordinary. */
export const step = (status: Status, event: Event): Status => next[status][event] ?? status

export const isOver = (status: Status): boolean => Object.keys(next[status]).length === 0
