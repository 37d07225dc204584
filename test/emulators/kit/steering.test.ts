import { Hono } from 'hono'
import { beforeAll, expect, test } from 'vitest'
import { served } from '../../../emulators/kit/served.ts'
import { Steering } from '../../../emulators/kit/steering.ts'

const steering = new Steering()
const heard: string[] = []
let url: string
beforeAll(async () => {
  const app = new Hono()
  app.use(steering.middleware((code, message) => ({ code, message })))
  app.post('/', async (context) => {
    heard.push(await context.req.text())
    return context.json({ heard: heard.length })
  })
  const server = await served(app)
  url = server.url
  return () => server.close()
})

const say = (body: string, more: RequestInit = {}) => fetch(url, { method: 'POST', body, ...more })

test('what is never answered was not done, and its caller may leave', async () => {
  heard.length = 0
  steering.next({ kind: 'silence' })
  await expect(say('one', { signal: AbortSignal.timeout(200) })).rejects.toThrow('aborted')
  expect(await (await say('two')).json()).toEqual({ heard: 1 })
})

test('a connection that is dropped has no answer, though it was done', async () => {
  heard.length = 0
  steering.next({ kind: 'drop' })
  await expect(say('one')).rejects.toThrow('fetch failed')
  expect(heard).toEqual(['one'])
})

test('what comes twice is done twice and answered once', async () => {
  heard.length = 0
  steering.next({ kind: 'twice' }, { method: 'POST' })
  expect(await (await say('one')).json()).toEqual({ heard: 2 })
  expect(heard).toEqual(['one', 'one'])
})
