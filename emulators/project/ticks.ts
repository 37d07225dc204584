import { Cron } from 'croner'
import type { Log } from '../../shared/platform/log.ts'
import { ask } from '../terraform/google/ask.ts'
import type { Store } from '../terraform/store.ts'
import { textIn, textsAt } from '../terraform/values.ts'

/** Cloud Scheduler, for the jobs that publish: each minute it looks which are there, and which of them is due. */
export function startTicks(store: Store, pubsubUrl: string, log: Log) {
  const tick = new Cron('* * * * *', { timezone: 'Etc/UTC' }, async () => {
    const now = new Date()
    now.setSeconds(0, 0)
    for (const { id, fields } of store.all('google_cloud_scheduler_job')) {
      const schedule = textIn(fields, 'schedule')
      const [topic] = textsAt(fields, ['pubsub_target', 'topic_name'])
      const [data = ''] = textsAt(fields, ['pubsub_target', 'data'])
      if (!schedule || !topic || !new Cron(schedule, { timezone: 'Etc/UTC' }).match(now)) continue
      await ask('POST', `${pubsubUrl}/v1/${topic}:publish`, { messages: [{ data }] }).catch(
        (cause) => log.warn('a tick was not published', { job: id, cause }),
      )
    }
  })
  return { stop: () => tick.stop() }
}
