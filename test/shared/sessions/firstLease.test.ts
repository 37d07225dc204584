import { expect, test } from 'vitest'
import { handlers } from '../../../functions/index.ts'
import { epochMs } from '../../../shared/platform/clock.ts'
import { work } from '../../../shared/sessions/work.ts'
import { ada, command, create, signal, unheard } from '../../crashes/situations.ts'
import { newAccountIn } from '../../kit/emulated/account.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'

test('a session that is extended before it runs runs no longer than was held for it', async () => {
  const cloud = new EmulatedCloud()
  const plane = cloud.process()
  await newAccountIn(plane, ada.accountId, 10_000_000)
  const { id } = await create(unheard(plane), { ttl_minutes: 1 })
  await handlers.sessions.extend.run(
    { params: { id }, body: { minutes: 60 }, headers: {}, query: undefined, caller: ada, signal },
    plane,
  )
  await work(plane, command('start', id))
  // No schedule runs: nobody renews it.
  await cloud.advance({ minutes: 10 })
  const [run] = cloud.boxes.runs()
  expect(run?.untilMs && run.untilMs - run.fromMs).toBe(60_000)
  expect(epochMs(cloud.time.now()) - (run?.fromMs ?? 0)).toBe(600_000)
})
