import { createServer } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { listening } from '../../../emulators/pubsub/http.ts'
import { until } from '../../kit/until.ts'
import { minutes, nameOf, newScheduler, parent } from './ground.ts'

const published: unknown[] = []
const pubsub = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (text) => published.push([request.url, JSON.parse(text)]))
  request.on('end', () => response.end('{"messageIds":["1"]}'))
})
const pubsubUrl = `http://127.0.0.1:${await listening(pubsub)}`
const { scheduler, time, heard, target, whoIs, clients, ask, close } = await newScheduler({
  pubsubUrl,
})
const { rest, grpc } = clients()
afterAll(async () => {
  await Promise.all([rest.close(), grpc.close()])
  await close()
  pubsub.close()
})

const account = 'ticks@test.iam.gserviceaccount.com'
const bearerOf = (headers: Readonly<Record<string, string>>) =>
  (headers.authorization ?? '').replace('Bearer ', '')

describe.each([
  ['REST', rest],
  ['gRPC', grpc],
])('the official client over %s', (face, client) => {
  const name = (id: string) => nameOf(`${face}-${id}`)

  test('makes a job, which calls its target at its times and says who it is', async () => {
    const [made] = await client.createJob({
      parent,
      job: {
        name: name('hourly'),
        schedule: '0 9 * * MON-FRI',
        timeZone: 'Europe/Berlin',
        httpTarget: {
          uri: `${target}/sweep?which=${face}`,
          body: Buffer.from('{"a":1}'),
          headers: { 'Content-Type': 'application/json', 'User-Agent': 'mine' },
          oidcToken: { serviceAccountEmail: account, audience: 'sweep' },
        },
        retryConfig: { retryCount: 2, minBackoffDuration: { seconds: 10 } },
      },
    })
    expect(made).toMatchObject({
      state: 'ENABLED',
      httpTarget: { httpMethod: 'POST' },
      attemptDeadline: { seconds: '180' },
      retryConfig: { retryCount: 2, maxDoublings: 5 },
    })
    const due = new Date(Number(made.scheduleTime?.seconds) * 1_000).toISOString()
    const before = heard.length
    await time.advance(Number(made.scheduleTime?.seconds) - Date.parse(time.now()) / 1_000)
    expect(heard.slice(before)).toEqual([
      {
        at: due,
        body: '{"a":1}',
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'user-agent': 'Google-Cloud-Scheduler',
          'x-cloudscheduler': 'true',
          'x-cloudscheduler-jobname': `${face}-hourly`,
          'x-cloudscheduler-scheduletime': due,
        }),
      },
    ])
    const token = bearerOf(heard.at(-1)?.headers ?? {})
    expect(await whoIs(token, 'sweep')).toBe(account)
    expect(await whoIs(token, 'another audience')).toBeNull()
    const [seen] = await client.getJob({ name: name('hourly') })
    expect(seen.lastAttemptTime).toEqual(made.scheduleTime)
    expect(Number(seen.scheduleTime?.seconds)).toBeGreaterThan(Number(made.scheduleTime?.seconds))
    await client.deleteJob({ name: name('hourly') })
  })

  test('lists, changes, pauses, resumes, runs and deletes it', async () => {
    const httpTarget = { uri: `${target}/${face}`, httpMethod: 'GET' as const }
    await client.createJob({
      parent,
      job: { name: name('quiet'), schedule: '* * * * *', httpTarget },
    })
    const [listed] = await client.listJobs({ parent })
    expect(listed.map((job) => job.name)).toContain(name('quiet'))
    const [changed] = await client.updateJob({
      job: { name: name('quiet'), schedule: '0 0 1 1 *', description: 'yearly' },
      updateMask: { paths: ['schedule', 'description'] },
    })
    expect(changed).toMatchObject({ schedule: '0 0 1 1 *', description: 'yearly', httpTarget })
    expect((await client.pauseJob({ name: name('quiet') }))[0].state).toBe('PAUSED')
    await expect(client.pauseJob({ name: name('quiet') })).rejects.toThrow('must be ENABLED')
    const before = heard.length
    await client.runJob({ name: name('quiet') })
    await until(() => heard.length > before)
    expect((await client.resumeJob({ name: name('quiet') }))[0].state).toBe('ENABLED')
    await client.deleteJob({ name: name('quiet') })
    await expect(client.getJob({ name: name('quiet') })).rejects.toThrow('Job not found')
  })

  test('publishes to a topic', async () => {
    await client.createJob({
      parent,
      job: {
        name: name('tick'),
        schedule: '* * * * *',
        pubsubTarget: {
          topicName: 'projects/test/topics/ticks',
          data: Buffer.from(face),
          attributes: { a: 'b' },
        },
      },
    })
    await time.advance(minutes(1))
    expect(published).toContainEqual([
      '/v1/projects/test/topics/ticks:publish',
      { messages: [{ data: Buffer.from(face).toString('base64'), attributes: { a: 'b' } }] },
    ])
    await client.deleteJob({ name: name('tick') })
  })

  test('is refused what Google refuses, with its code', async () => {
    const httpTarget = { uri: target }
    const refused = async (job: object) =>
      client.createJob({ parent, job: { schedule: '* * * * *', httpTarget, ...job } }).then(
        () => 'taken',
        (cause: Error) => cause.message,
      )
    expect(await refused({ schedule: '61 * * * *' })).toContain('Schedule or timezone is invalid')
    expect(await refused({ schedule: '0 0 L * *' })).toContain('Schedule or timezone is invalid')
    expect(await refused({ timeZone: 'Mars/Base' })).toContain('Schedule or timezone is invalid')
    expect(await refused({ name: 'mine' })).toContain('Job name must be formatted')
    expect(await refused({ attemptDeadline: { seconds: 3_600 } })).toContain('[15s, 1800s]')
    expect(await refused({ httpTarget: undefined })).toContain('Job.target is required')
    expect(await refused({ retryConfig: { retryCount: 6 } })).toContain('retryCount')
    expect(await refused({ httpTarget: { uri: 'ftp://x' } })).toContain('must begin with')
    expect(
      await refused({ httpTarget: { uri: target, httpMethod: 'GET', body: Buffer.from('x') } }),
    ).toContain('HttpTarget.body')
    expect(
      await refused({
        httpTarget: undefined,
        pubsubTarget: { topicName: 'projects/other/topics/x', data: Buffer.from('x') },
      }),
    ).toContain('same project')
    await expect(client.getJob({ name: name('none') })).rejects.toMatchObject({
      code: face === 'gRPC' ? 5 : 404,
    })
    const twice = { parent, job: { name: name('twice'), schedule: '0 0 1 1 *', httpTarget } }
    await client.createJob(twice)
    await expect(client.createJob(twice)).rejects.toThrow('already exists')
  })
})

test('a name that the API does not have is refused in its words', async () => {
  const job = { schedule: '* * * * *', httpTarget: { uri: target, methode: 'GET' } }
  expect(await ask('POST', `/v1/${parent}/jobs`, job)).toMatchObject({
    status: 400,
    body: {
      error: {
        status: 'INVALID_ARGUMENT',
        message:
          'Invalid JSON payload received. Unknown name "methode" at \'httpTarget\': Cannot find field.',
      },
    },
  })
})

test('a test makes the next request fail, over either face, and sees which there were', async () => {
  scheduler.steering.next(
    { kind: 'answer', status: 429, message: 'Quota exceeded.' },
    { method: 'GET', times: 2 },
  )
  await expect(grpc.getJob({ name: nameOf('x') })).rejects.toMatchObject({ code: 8 })
  await expect(rest.getJob({ name: nameOf('x') })).rejects.toThrow('Quota exceeded')
  expect(scheduler.steering.seen.slice(-2)).toEqual([
    { method: 'GET', path: `/v1/${nameOf('x')}` },
    { method: 'GET', path: `/v1/${nameOf('x')}` },
  ])
})
