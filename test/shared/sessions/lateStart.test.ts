import { expect, test, vi } from 'vitest'
import { read } from '../../../shared/firestore/collection.ts'
import { BoxEnded } from '../../../shared/providers/provider.ts'
import { sessions } from '../../../shared/sessions/session.ts'
import { startBox } from '../../../shared/sessions/work.ts'
import { type Keeping, newKeeping } from '../../kit/keeping.ts'

// A loaded machine takes its time to begin boxes.
vi.setConfig({ testTimeout: 90_000 })

/** A second worker that took the start's message when it was new, and comes to it only now. */
async function startLate(world: Keeping, id: string): Promise<void> {
  const session = await read(world.plane.db, sessions, id)
  if (!session) throw new Error('it was made')
  await startBox(world.plane, { ...session, status: 'provisioning' })
}

/** What the late worker hears of a box that ended itself meanwhile. */
function boxesHaveEnded({ plane }: Keeping) {
  plane.providers = {
    ...plane.providers,
    local: {
      ...plane.providers.local,
      start: () => Promise.reject(new BoxEnded('its lease is over')),
    },
  }
}

test('a late start leaves the box of a session that is being paused', async () => {
  const world = await newKeeping()
  const id = await world.session('echo one > file')
  const { local } = world.plane.providers
  let status: string | undefined
  world.plane.providers = {
    ...world.plane.providers,
    local: {
      ...local,
      // The first thing a pause asks.
      observe: async (...args) => {
        world.plane.providers = { ...world.plane.providers, local }
        status = (await world.look(id)).status
        await startLate(world, id)
        return local.observe(...args)
      },
    },
  }
  expect((await world.pause(id)).body.status).toBe('paused')
  expect(status).toBe('pausing')
  await world.resume(id)
  expect((await world.sh(id, 'cat file')).stdout).toBe('one\n')
})

test('a late start that is refused leaves what the session used', async () => {
  const world = await newKeeping()
  const id = await world.session('echo one > file')
  const { providers } = world.plane
  boxesHaveEnded(world)
  await startLate(world, id)
  world.plane.providers = providers
  expect((await world.look(id)).status).toBe('running')
  expect((await world.sh(id, 'cat file')).stdout).toBe('one\n')
})

test('a late start of a session that was stopped keeps what its commands said', async () => {
  const world = await newKeeping()
  const id = await world.session('echo one')
  const { stop } = world.plane.providers.local
  // The stop itself is slower than the late start.
  world.plane.providers = {
    ...world.plane.providers,
    local: {
      ...world.plane.providers.local,
      stop: async (...args) => {
        world.plane.providers = {
          ...world.plane.providers,
          local: { ...world.plane.providers.local, stop },
        }
        await startLate(world, id)
        await stop(...args)
      },
    },
  }
  await world.ada.delete(`/v1/sessions/${id}?wait=60`)
  const { body } = await world.ada.get(`/v1/sessions/${id}/commands/1/output`)
  expect(JSON.stringify(body)).toContain('one')
  expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
})
