import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGateway } from '../../emulators/gateway/gateway.ts'
import { makeBucket } from '../../emulators/storage/makeBucket.ts'
import { openStorage } from '../../emulators/storage/server.ts'
import type { Backend } from '../../shared/contract/topics.ts'
import type { Placement } from '../../shared/sessions/choose.ts'
import { pages } from '../../shell/pages.ts'
import { bundleTerminal } from '../../shell/web/bundle.ts'
import { freePort } from '../kit/npmStart.ts'
import { connectJson } from '../kit/shell.ts'
import { newWorld } from '../kit/world.ts'
import { benchOf } from './backends/index.ts'
import { resources } from './resources.ts'
import { until } from './until.ts'

export type Ground = Awaited<ReturnType<typeof newGround>>

/** A whole world whose sessions run on one backend, as its users reach it: the API, the gateway, its terminals. */
export async function newGround(backend: Backend, placement: Placement = { [backend]: backend }) {
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await raise(backend, placement, undo)), close }
  } catch (cause) {
    await close()
    throw cause
  }
}

async function raise(backend: Backend, placement: Placement, undo: (() => unknown)[]) {
  const directory = mkdtempSync(join(tmpdir(), 'onmemos-ground-'))
  undo.push(() => rmSync(directory, { recursive: true, force: true }))
  const storage = await openStorage(join(directory, 'storage'))
  undo.push(() => storage.close())
  await makeBucket(storage.url, archiveBucket)
  const raised = await benchOf(backend).raise()
  undo.push(() => raised.close())
  const world = await newWorld({
    credit: { ada: 10, eve: 10 },
    lasts: 'file',
    placement,
    settings: {
      ONMEMOS_ARCHIVE_BUCKET: archiveBucket,
      STORAGE_EMULATOR_HOST: storage.url,
      ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      ...raised.settings,
    },
  })
  undo.push(() => world.close())
  // What a run that was killed has left of itself, where its backend outlives it.
  for (const box of await world.plane.providers[backend].list()) {
    await world.plane.providers[backend].stop(box.sessionId, 0)
  }
  const assets = join(directory, 'terminal')
  await bundleTerminal(assets)
  const gateway = await openGateway(
    'public',
    await freePort(),
    world.plane,
    () => undefined,
    pages(world.plane, assets),
  )
  undo.push(() => gateway.close())
  const ada = world.as('ada')
  const headers = { 'x-api-key': world.citizen('ada').key }
  const create = (wish: object = {}, as = ada) =>
    as.post('/v1/sessions?wait=60', { provider: backend, resources, ...wish })
  const status = async (id: string) => (await ada.get(`/v1/sessions/${id}`)).body.status
  return {
    backend,
    world,
    gateway,
    ada,
    headers,
    resources,
    network: raised.network,
    lacks: raised.lacks ?? {},
    provider: world.plane.providers[backend],
    create,
    status,
    /** The id of a new session that runs. */
    session: async (wish: object = {}, as = ada): Promise<string> => {
      const { body } = await create(wish, as)
      if (body.status !== 'running') throw new Error(`no session: ${JSON.stringify(body)}`)
      return body.id
    },
    sh: async (id: string, command: string, more: object = {}, as = ada) =>
      (await as.post(`/v1/sessions/${id}/execute`, { command, timeout: 60, ...more })).body,
    /** A socket to a session's terminals. */
    join: (id: string) =>
      connectJson(`${gateway.url.replace('http', 'ws')}/v1/sessions/${id}/shell`, { headers }),
    becomes: (id: string, wanted: string) =>
      until(`${id} is ${wanted}`, async () => (await status(id)) === wanted),
    /** What the backend itself has of a session. */
    boxes: async (id: string) =>
      (await world.plane.providers[backend].list()).filter(({ sessionId }) => sessionId === id),
  }
}

const archiveBucket = 'archives'
