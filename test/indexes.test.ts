import { expect, test } from 'vitest'
import { jobs } from '../functions/index.ts'
import { type NamedRoute, routes } from '../shared/contract/index.ts'
import type { Route } from '../shared/contract/route.ts'
import { sweepBatch } from '../shared/sessions/sweep.ts'
import { issue } from '../shared/signins/issue.ts'
import { asker } from './kit/asker.ts'
import { declaredIndexes, neededIndexes } from './kit/indexes.ts'
import { newWorld } from './kit/world.ts'

/** A value of each filter, by its name, or by its path too where that says more. */
const samples: Readonly<Record<string, string>> = {
  '/admin/quota-requests status': 'pending',
  action: 'sessions.create',
  actor: 'user0',
  by: 'template',
  days: '7',
  email: 'ada@example.com',
  format: 'csv',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
  label: 'a=b',
  outcome: 'refused',
  session_id: 'sess0',
  status: 'running',
  target: 'sess0',
  verb: 'grant',
}

/** What is asked for every day needs an index that is declared, and no other is paid for. */
test('every composite index that lists, reports and jobs need is declared, and nothing else', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const { body: session } = await ada.post('/v1/sessions', { provider: 'local' })
  await ada.post('/v1/estimates', { provider: 'local' })
  const { body: workspace } = await ada.post('/v1/workspaces', { name: 'shop' })
  const { body: robot } = await ada.post('/v1/account/members', {
    kind: 'service',
    name: 'robot',
    role: 'member',
  })
  const { plane } = world
  const { accountId, userId } = world.citizen('ada')
  for (const user of [userId, robot.user_id]) {
    const who = { user_id: user, account_id: accountId, how: 'oidc' } as const
    const tokens = await plane.transact('in', (tx) =>
      issue(tx, plane.tokenKeys, who, plane.clock.now()),
    )
    const person = asker(world.faces.public, { authorization: `Bearer ${tokens.access_token}` })
    expect(await person.get('/v1/passports')).toMatchObject({ status: 200 })
  }
  const known = { account_id: accountId, workspace_id: workspace.id }
  for (const { route } of routes.filter(isRead)) {
    const path = route.path.replace('{id}', session.id).replace('{month}', '2026-01')
    const as = route.face === 'admin' ? world.admin : ada
    await each(queriesOf(route, known), async (query) => {
      const { status } = await as.ask('GET', `${path}?${query}`)
      expect([200, 404, 409, 410], `${path}?${query}`).toContain(status)
    })
  }
  for (const job of Object.values(jobs)) await job.run(plane)
  await sweepBatch(plane, { shard: 0 })

  const needed = await neededIndexes(world.projectId)
  expect(needed.toSorted()).toEqual(declaredIndexes().toSorted())
}, 90_000)

const isRead = ({ route }: NamedRoute) =>
  route.method === 'GET' &&
  (route.face === 'admin' || route.scope !== null) &&
  !route.path.replace(/\{(id|month)\}/, '').includes('{') &&
  // These ask the session itself, or listen.
  !/\/(files|url|events)/.test(route.path)

/** With none of its filters, each, each two, and all, as far as it takes them. */
function queriesOf(
  { path, query }: Route,
  known: Readonly<Record<string, string>>,
): readonly URLSearchParams[] {
  const names = Object.keys(query?.shape ?? {}).filter((name) => !/^(limit|cursor)$/.test(name))
  const sampleOf = (name: string): readonly [string, string] => {
    const value = samples[`${path} ${name}`] ?? samples[name] ?? known[name]
    if (value) return [name, value]
    throw new Error(`say in \`samples\` what ${name} of ${path} may be`)
  }
  const pairs = names.flatMap((one, at) => names.slice(at).map((other) => [one, other]))
  const isTaken = (one: object) => query?.safeParse(one).success ?? true
  const asked = [[], ...pairs, names].map((some) => Object.fromEntries(some.map(sampleOf)))
  expect(isTaken(asked.at(-1) ?? {}), `the samples for ${path}`).toBe(true)
  return asked.filter(isTaken).map((one) => new URLSearchParams(one))
}

/** A few at a time. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<void>) {
  const left = all.values()
  const work = async () => {
    for (const one of left) await act(one)
  }
  await Promise.all([work(), work(), work(), work()])
}
