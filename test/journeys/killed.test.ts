import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runDirectoryOf } from '../../emulators/local/places.ts'
import { costOf } from '../../shared/pricing/rate.ts'
import { localProvider } from '../../shared/providers/local/index.ts'
import { placesOf } from '../../shared/providers/local/places.ts'
import { readRecord } from '../../shared/providers/local/record.ts'
import { ask, newStateDirectory, npmStart, type Running } from '../kit/npmStart.ts'
import { family, survivors } from '../kit/processes.ts'

/** Fifty by hand: `ONMEMOS_KILLED_SESSIONS=50 npx vitest run test/journeys/killed.test.ts`. */
const count = Number(process.env.ONMEMOS_KILLED_SESSIONS ?? 8)
/** Long enough for all to start and to be saved; a ceiling keeps each from ever being renewed. */
const leaseSeconds = 40 + count
const rate = 45_000

test(`${count} sessions, and everything but their agents killed with -9: each ends by its lease, and is settled`, async () => {
  const state = newStateDirectory()
  const cloud = await npmStart(state)
  const wish = { provider: 'local', max_cost: costOf(leaseSeconds, rate) }
  const made = await Promise.all(
    Array.from({ length: count }, () => ask(cloud, 'POST', '/v1/sessions?wait=60', wish)),
  )
  expect(made.map(({ body }) => body.status)).toEqual(made.map(() => 'running'))
  const bought = made.map(({ body }) => String(body.id))
  await saved(cloud, state)

  const runDirectory = runDirectoryOf(state)
  const provider = localProvider({ runDirectory, agentBundlePath: join(state, 'agent.cjs') })
  const agents = (await Promise.all(bought.map((id) => rootOf(runDirectory, id)))).flatMap(family)
  const others = family(cloud.pid).filter((pid) => !agents.includes(pid))
  for (const pid of others) process.kill(pid, 'SIGKILL')
  expect(await survivors(others)).toEqual([])

  expect(await survivors(agents, (leaseSeconds + 60) * 1_000)).toEqual([])
  const boxes = await provider.list()
  expect(boxes.map(({ sessionId }) => sessionId).sort()).toEqual([...bought].sort())
  for (const { startedAt, observed } of boxes) {
    expect(observed).toMatchObject({ state: 'ended', cause: 'lease' })
    if (observed.state !== 'ended') continue
    const ran = (Date.parse(observed.endedAt) - Date.parse(startedAt)) / 1_000
    expect(ran).toBeGreaterThan(1)
    expect(ran).toBeLessThanOrEqual(leaseSeconds + latenessSecondsMax)
  }

  const again = await npmStart(state)
  for (const id of bought) {
    const { body: receipt } = await ask(again, 'GET', `/v1/sessions/${id}/receipt`)
    expect(receipt).toMatchObject({ is_final: true, reason: 'cost_limit' })
    expect(receipt.charged.micros).toBeLessThanOrEqual(wish.max_cost)
    const verbs = receipt.entries.map(({ verb }: { verb: string }) => verb)
    expect(verbs.filter((verb: string) => verb === 'settle')).toHaveLength(1)
  }
  expect((await ask(again, 'GET', '/admin/books')).body).toMatchObject({ findings: [] })
  expect((await ask(again, 'GET', '/admin/doctor')).body).toEqual({ found: [] })
  expect(await provider.list()).toEqual([])
}, 300_000)

/** A machine with much to do looks at its clocks late. */
const latenessSecondsMax = 10

/** What is known now is on disk: a request has it saved, and there is a younger export. */
async function saved(cloud: Running, state: string) {
  const folder = join(state, 'firestore')
  const exports = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /export-\d+$/.test(name))
      .join()
  for (let saves = 0; saves < 2; saves++) {
    await ask(cloud, 'POST', '/v1/estimates', { provider: 'local' })
    const before = exports()
    const until = Date.now() + 30_000
    while (exports() === before && Date.now() < until) await sleep(100)
    expect(exports()).not.toBe(before)
  }
}

/** The outermost process of a box. */
async function rootOf(runDirectory: string, id: string): Promise<number> {
  const record = await readRecord(placesOf({ runDirectory }, id))
  if (!record?.process) throw new Error(`${id} has no process`)
  return record.process.pid
}
