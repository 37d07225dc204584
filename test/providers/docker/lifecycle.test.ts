import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { agentClient } from '../../../shared/agents/client.ts'
import { newId } from '../../../shared/platform/ids.ts'
import { logTo } from '../../../shared/platform/log.ts'
import { dockerProvider } from '../../../shared/providers/docker/index.ts'
import { BoxEnded, type BoxSpec, type Provider } from '../../../shared/providers/provider.ts'
import {
  mustRun,
  NoDaemon,
  noDaemon,
  startDaemon,
  type TestDaemon,
} from '../../kit/docker/daemon.ts'
import { importImage } from '../../kit/docker/image.ts'
import { runsc } from '../../kit/docker/programs.ts'
import { sh } from '../local/ground.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

let missing = noDaemon()
const image = 'onmemos-test:latest'

describe('boxes in Docker', () => {
  let daemon: TestDaemon
  let provider: Provider
  const directories: string[] = []

  const newProvider = (runDirectory: string, base = image, runtime?: string) =>
    dockerProvider({
      host: daemon.host,
      runDirectory,
      agentBundlePath: process.env.ONMEMOS_AGENT_BUNDLE ?? '',
      images: { base, python: image, nodejs: image, go: image },
      runtime,
      resolvers: ['8.8.8.8'],
      log: logTo(() => undefined),
    })
  const newDirectory = () => {
    const directory = mkdtempSync(join(tmpdir(), 'onmd-'))
    directories.push(directory)
    return directory
  }
  const start = async (more: Partial<BoxSpec> = {}) => {
    const spec = { ...ordinary, sessionId: newId('session'), ...more }
    await provider.start(spec)
    const agent = agentClient(provider.address(spec.sessionId), spec.agentKey)
    return { ...spec, agent, sh: (script: string) => sh(agent, script) }
  }
  const container = ({ sessionId }: { sessionId: string }) => {
    const found = daemon.docker.listContainers({
      all: true,
      filters: { label: [`onmemos.session=${sessionId}`] },
    })
    return found.then(([first]) => daemon.docker.getContainer(first?.Id ?? ''))
  }

  beforeEach(({ skip }) => {
    if (missing) skip(missing)
  })
  beforeAll(async () => {
    if (missing) return
    try {
      daemon = await startDaemon()
      await importImage(daemon.docker, image)
      await mustRun(daemon.docker, image)
    } catch (cause) {
      if (!(cause instanceof NoDaemon)) throw cause
      missing = cause.message
      return
    }
    provider = newProvider(newDirectory())
    return async () => {
      for (const { sessionId } of await provider.list()) await provider.stop(sessionId, 0)
      await daemon.close()
      for (const directory of directories) rmSync(directory, { recursive: true })
    }
  })

  test('a box outlives a restart of its daemon, and is found again as it was', async () => {
    const box = await start({ turn: 3 })
    await box.sh('echo kept > file')
    await daemon.restart(async () => {
      await expect(provider.list()).rejects.toMatchObject({ code: 'provider_unavailable' })
      await expect(provider.observe(box.sessionId)).rejects.toMatchObject({
        code: 'provider_unavailable',
      })
      expect((await box.sh('cat file')).stdout).toBe('kept\n')
    })
    expect(await provider.observe(box.sessionId)).toEqual({ state: 'running' })
    expect(await provider.list()).toMatchObject([{ sessionId: box.sessionId, turn: 3 }])
    await provider.start(box)
    expect((await box.sh('cat file')).stdout).toBe('kept\n')
    await provider.stop(box.sessionId, 0)
  })

  test('a command that eats all memory ends, and its box goes on', async () => {
    const box = await start({ memoryMb: 128, diskMb: 16 })
    expect((await box.sh('tail /dev/zero; echo still here')).stdout).toBe('still here\n')
    expect(await provider.observe(box.sessionId)).toEqual({ state: 'running' })
    await provider.stop(box.sessionId, 0)
  })

  test('a container that somebody removed is lost, and its session does not start again', async () => {
    const box = await start()
    await (await container(box)).remove({ force: true })
    const lost = { state: 'ended', cause: 'lost' }
    expect(await provider.observe(box.sessionId)).toMatchObject(lost)
    expect(await provider.list()).toMatchObject([{ sessionId: box.sessionId, observed: lost }])
    await expect(provider.start(box)).rejects.toBeInstanceOf(BoxEnded)
    await provider.stop(box.sessionId, 0)
    expect(await provider.list()).toEqual([])
  })

  test('after stop there is no container, no mount and no file, even of a frozen box', async () => {
    const box = await start()
    await provider.files?.capture(box.sessionId, 'pause', async (tar) => void tar.resume())
    await provider.stop(box.sessionId, 0)
    expect(await daemon.docker.listContainers({ all: true })).toEqual([])
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(box.sessionId)
    const [runDirectory = ''] = directories
    expect(readdirSync(join(runDirectory, '.docker'))).toEqual([])
    expect(existsSync(join(runDirectory, '.docker', box.sessionId))).toBe(false)
  })

  test('what commands said is kept when the box goes, that of a frozen one too', async () => {
    const box = await start()
    await box.sh('echo said')
    await provider.files?.capture(box.sessionId, 'pause', async (tar) => void tar.resume())
    const kept: string[] = []
    await provider.stop(box.sessionId, 0, {
      keep: async (commands) => {
        for await (const { record } of commands) kept.push(JSON.stringify(record))
      },
    })
    expect(kept).toHaveLength(1)
    expect(kept[0]).toContain('echo said')
  })

  test('a box with a kernel of its own runs many commands at once, and is let out to nobody', async ({
    skip,
  }) => {
    if (!existsSync(runsc)) skip('gVisor is not installed: apt-get install runsc')
    const other = newProvider(newDirectory(), image, 'runsc')
    const spec = { ...ordinary, sessionId: newId('session') }
    const { details } = await other.start(spec)
    expect(details.isolation).toContain('kernel')
    const agent = agentClient(other.address(spec.sessionId), spec.agentKey)
    for (let round = 0; round < 3; round++) {
      const said = await Promise.all(
        Array.from({ length: 16 }, () => sh(agent, 'uname -v | wc -l')),
      )
      expect(said.map(({ stdout }) => stdout.trim())).toEqual(said.map(() => '1'))
    }
    await other.stop(spec.sessionId, 0)
    const out = other.start({ ...spec, sessionId: newId('session'), network: 'outgoing' })
    await expect(out).rejects.toMatchObject({ code: 'unsupported' })
    expect(await other.list()).toEqual([])
  })

  test('two deployments on one daemon see none of each other’s boxes', async () => {
    const box = await start()
    const other = newProvider(newDirectory())
    expect(await other.list()).toEqual([])
    await other.stop(box.sessionId, 0)
    expect(await provider.observe(box.sessionId)).toEqual({ state: 'running' })
    await provider.stop(box.sessionId, 0)
  })

  test('an image that cannot be had is a fault that names it, and leaves nothing', async () => {
    const other = newProvider(newDirectory(), '127.0.0.1:1/nowhere:1')
    const sessionId = newId('session')
    await expect(other.start({ ...ordinary, sessionId })).rejects.toThrow('127.0.0.1:1/nowhere:1')
    expect(await other.observe(sessionId)).toEqual({ state: 'absent' })
    expect(await other.list()).toEqual([])
  })
})

const ordinary = {
  accountId: 'ada',
  template: 'base',
  env: {},
  cpuMillis: 1_000,
  memoryMb: 256,
  diskMb: 32,
  leaseSeconds: 120,
  agentKey: 'the key of every agent in these tests',
} as const
