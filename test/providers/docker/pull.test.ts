import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { mustRun, NoDaemon, noDaemon, startDaemon } from '../../kit/docker/daemon.ts'
import { importImage } from '../../kit/docker/image.ts'
import { dockerRegistry } from '../../kit/docker/programs.ts'
import { startRegistry } from '../../kit/docker/registry.ts'
import { newWorld } from '../../kit/world.ts'

vi.setConfig({ testTimeout: 120_000 })

const missing =
  noDaemon() ?? (existsSync(dockerRegistry) ? null : 'apt-get install docker-registry')

test('an image is pulled when it is first wanted, and the session tells how far it is', async ({
  skip,
  onTestFinished,
}) => {
  if (missing) skip(missing)
  const daemon = await daemonOf().catch((cause: unknown) => {
    if (cause instanceof NoDaemon) skip(cause.message)
    throw cause
  })
  onTestFinished(() => daemon.close())
  const registry = await startRegistry(daemon)
  onTestFinished(() => registry.close())
  const there = await registry.take(image)
  const nowhere = there.replace(/:1$/, ':2')
  const world = await newWorld({
    credit: { ada: 10 },
    placement: { docker: 'docker' },
    settings: {
      ONMEMOS_DOCKER_HOST: daemon.host,
      ONMEMOS_DOCKER_IMAGES: `base=${there},python=${nowhere},nodejs=${there},go=${there}`,
    },
  })
  const ada = world.as('ada')
  const make = async (template: string) =>
    (await ada.post('/v1/sessions?wait=60', { provider: 'docker', template, resources })).body
  const made = await make('base')
  expect(made).toMatchObject({ status: 'running', details: { image: there } })
  expect(await pulling(made.id)).toMatchObject([{ percent: 0 }, { percent: 100 }])
  const again = await make('nodejs')
  expect(await pulling(again.id)).toEqual([])
  const none = await make('python')
  expect(none).toMatchObject({ status: 'failed', reason: 'start_failed' })
  const { body } = await ada.get(`/v1/sessions/${none.id}/events`)
  expect(JSON.stringify(body)).toContain(`there is no image ${nowhere} to run`)
  expect((await ada.get(`/v1/sessions/${none.id}/cost`)).body).toMatchObject({
    cost: { micros: 0 },
    held: { micros: 0 },
  })
  for (const { id } of [made, again]) await ada.delete(`/v1/sessions/${id}`)

  async function pulling(id: string) {
    const { events } = (await ada.get(`/v1/sessions/${id}/events`)).body
    return events
      .filter(({ type }: { type: string }) => type === 'pulling')
      .map(({ data }: { data: object }) => data)
      .filter(({ percent }: { percent: number }) => percent === 0 || percent === 100)
  }
})

async function daemonOf() {
  const daemon = await startDaemon()
  try {
    await importImage(daemon.docker, image)
    await mustRun(daemon.docker, image)
    return daemon
  } catch (cause) {
    await daemon.close()
    throw cause
  }
}

const image = 'onmemos-test:latest'
const resources = { memory_mb: 256, disk_mb: 32 }
