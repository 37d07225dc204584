import { afterAll, expect, test } from 'vitest'
import { hasGcloud, newGcloud } from '../../kit/gcloud.ts'
import { until } from '../../kit/until.ts'
import { newScheduler } from './ground.ts'

const { scheduler, heard, target, whoIs, close } = await newScheduler()
const gcloud = newGcloud({
  CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER: `${scheduler.url}/`,
})
afterAll(async () => {
  gcloud.close()
  await close()
})

const jobs = (...args: string[]) =>
  gcloud.run('scheduler', 'jobs', ...args, '--location=us-central1')

test.skipIf(!hasGcloud)(
  'a job that gcloud makes is changed, run, paused, listed and deleted by it (skipped without gcloud)',
  async () => {
    const made = await jobs(
      ...['create', 'http', 'sweep', '--schedule=*/5 * * * *', `--uri=${target}/sweep`],
      ...['--http-method=post', '--message-body=now', '--time-zone=Europe/Berlin'],
      ...['--oidc-service-account-email=ticks@test.iam.gserviceaccount.com'],
      ...['--max-retry-attempts=3', '--min-backoff=7s', '--attempt-deadline=55s'],
    )
    expect(made).toMatchObject({
      schedule: '*/5 * * * *',
      attemptDeadline: '55s',
      retryConfig: { retryCount: 3, minBackoffDuration: '7s' },
    })
    await jobs('update', 'http', 'sweep', '--schedule=0 * * * *', '--update-headers=X-Mine=1')
    await jobs('run', 'sweep')
    await until(() => heard.length > 0)
    expect(heard[0]).toMatchObject({ body: 'now', headers: { 'x-mine': '1' } })
    const token = heard[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(await whoIs(token, `${target}/sweep`)).toBe('ticks@test.iam.gserviceaccount.com')
    await jobs('pause', 'sweep')
    expect(await jobs('describe', 'sweep')).toMatchObject({
      state: 'PAUSED',
      schedule: '0 * * * *',
      status: {},
    })
    await jobs(
      'create',
      'pubsub',
      'tick',
      '--schedule=* * * * *',
      '--topic=projects/test/topics/ticks',
      '--message-body=x',
    )
    expect((await jobs('list')).map((job: typeof made) => job.name.split('/').at(-1))).toEqual([
      'sweep',
      'tick',
    ])
    await jobs('delete', 'sweep')
    await expect(jobs('run', 'sweep')).rejects.toThrow('Job not found')
    await expect(
      jobs(
        'create',
        'pubsub',
        'bad',
        '--schedule=every now',
        '--topic=projects/test/topics/ticks',
        '--message-body=x',
      ),
    ).rejects.toThrow('English schedules are not emulated')
  },
  180_000,
)
