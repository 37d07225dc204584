import type { Plane } from '../shared/plane.ts'

/** What a schedule calls. It may be called twice at once, and cut at any line; its answer is logged. */
export interface Job {
  run(plane: Plane): Promise<Readonly<Record<string, unknown>>>
}

export const job = (run: Job['run']): Job => ({ run })

/** Answers Cloud Scheduler: any status but 2xx is a failed attempt. */
export async function tick(name: string, { run }: Job, plane: Plane): Promise<204 | 500> {
  try {
    const result = await run(plane)
    plane.log.info('job done', { job: name, ...result })
    return 204
  } catch (cause) {
    plane.log.error('job failed', { job: name, cause })
    return 500
  }
}
