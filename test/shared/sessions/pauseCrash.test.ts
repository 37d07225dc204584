import { expect, test } from 'vitest'
import type { Plane } from '../../../shared/plane.ts'
import { type Keeping, newKeeping } from '../../kit/keeping.ts'

const write = "printf 'one\\n' > file && head -c 50000 /dev/urandom > random"
const read = 'cat file; sha256sum random'

/** From its `step`th call of anything outside on, our process is dead: every call of it fails. */
function dying(world: Keeping, step: number) {
  const { plane } = world
  const whole: Plane = { ...plane }
  const { local } = plane.providers
  const wholeProvider = { ...local }
  let calls = 0
  const mortal =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls += 1
      // Half of the deaths are before the call is made, half when its answer is lost.
      if (calls > step) throw new Error('dead')
      const done = await work(...args)
      if (calls === step && step % 2 === 0) throw new Error('dead after it was done')
      return done
    }
  const { depot } = world
  plane.depot = {
    receive: mortal(depot.receive),
    keep: mortal(depot.keep),
    verify: mortal(depot.verify),
    open: mortal(depot.open),
    write: mortal(depot.write),
    part: mortal(depot.part),
    remove: mortal(depot.remove),
    namesBefore: mortal(depot.namesBefore),
  }
  const files = wholeProvider.files
  if (!files) throw new Error('local boxes have files')
  plane.providers = {
    ...plane.providers,
    local: {
      ...wholeProvider,
      start: mortal(wholeProvider.start),
      stop: mortal(wholeProvider.stop),
      observe: mortal(wholeProvider.observe),
      files: {
        capture: mortal(files.capture),
        thaw: mortal(files.thaw),
        restore: mortal(files.restore),
      },
    },
  }
  // The request's own commit stands; what comes after it is the worker's.
  let commits = 0
  const transact: Plane['transact'] = async (group, work) => {
    commits += 1
    if (commits === 1) return whole.transact(group, work)
    return mortal(() => whole.transact(group, work))()
  }
  plane.transact = transact
  plane.publish = async () => undefined
  return {
    hasDied: () => calls >= step,
    reborn: () => {
      plane.depot = depot
      plane.providers = whole.providers
      plane.transact = whole.transact
    },
  }
}

async function settled(world: Keeping, id: string, wanted: string) {
  for (let n = 0; n < 3; n++) {
    await world.run('recover')
    await world.run('reconcile')
  }
  expect((await world.look(id)).status).toBe(wanted)
}

// Every step is cut in test/crashes, in memory; these are some of them with real boxes and a real bucket. Each is one call
// that a pause or a resume makes: provider, bucket or commit.
test.each([3, 6, 8])(
  'a pause whose worker dies at its call %i is finished by recover, and no file is lost',
  async (step) => {
    const world = await newKeeping()
    const id = await world.session(write)
    const before = (await world.sh(id, read)).stdout
    const death = dying(world, step)
    await world.ada.post(`/v1/sessions/${id}/pause?wait=1`)
    death.reborn()
    await settled(world, id, 'paused')
    expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
    expect(await world.objects()).toHaveLength(1)
    expect((await world.resume(id)).body.status).toBe('running')
    expect((await world.sh(id, read)).stdout).toBe(before)
  },
  90_000,
)

test.each([2, 3])(
  'a resume whose worker dies at its call %i is finished by recover, with all files',
  async (step) => {
    const world = await newKeeping()
    const id = await world.session(write)
    const before = (await world.sh(id, read)).stdout
    await world.pause(id)
    const death = dying(world, step)
    await world.ada.post(`/v1/sessions/${id}/resume?wait=1`)
    death.reborn()
    await settled(world, id, 'running')
    expect((await world.sh(id, read)).stdout).toBe(before)
    expect(await world.objects()).toEqual([])
    await world.ada.delete(`/v1/sessions/${id}`)
    expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
  },
  90_000,
)
