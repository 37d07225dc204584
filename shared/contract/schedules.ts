/** What Cloud Scheduler calls, and when. */
export interface Schedule {
  /** Five fields of cron, in UTC. */
  readonly cron: string
  readonly attemptDeadlineSeconds: number
  readonly summary: string
}

// Each cron that differs from the others is a Cloud Scheduler job of its own, and Google gives three away.
export const schedules = {
  sweep: {
    cron: '* * * * *',
    attemptDeadlineSeconds: 55,
    summary: 'Renew the leases that are due, end what is over',
  },
  relay: {
    cron: '* * * * *',
    attemptDeadlineSeconds: 55,
    summary: 'Publish outbox lines that were left behind',
  },
  reconcile: {
    cron: '* * * * *',
    attemptDeadlineSeconds: 55,
    summary: 'Hold what each backend really has against what we believe',
  },
  recover: {
    cron: '*/10 * * * *',
    attemptDeadlineSeconds: 300,
    summary: 'Hold what we believe to be running against what each backend really has',
  },
  identities: {
    cron: '*/10 * * * *',
    attemptDeadlineSeconds: 300,
    summary:
      'Make the identities of workspaces what they should be, and remove what is left of old ones',
  },
  mails: {
    cron: '* * * * *',
    attemptDeadlineSeconds: 55,
    summary: 'Send letters that were left behind',
  },
  refill: {
    cron: '* * * * *',
    attemptDeadlineSeconds: 55,
    summary: 'Keep as many boxes waiting as each warm pool wants',
  },
  chargeStorage: {
    // A day is charged once: the other runs of it take up what the first did not come to.
    cron: '10 * * * *',
    attemptDeadlineSeconds: 300,
    summary: 'Measure buckets, and charge stored bytes for the days that are over',
  },
  purge: {
    cron: '10 * * * *',
    attemptDeadlineSeconds: 300,
    summary: 'Remove what is kept no longer: old commands, tickets and quotes',
  },
  tidy: {
    cron: '10 * * * *',
    attemptDeadlineSeconds: 300,
    summary:
      'Remove stored objects that belong to no archive, finish buckets half made or half removed',
  },
} as const satisfies Readonly<Record<string, Schedule>>

export type JobName = keyof typeof schedules
