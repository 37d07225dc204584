import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodeFlags } from '../../../shared/agents/launch.ts'
import { places } from '../../../shared/providers/gke/places.ts'
import { runScript } from '../../../shared/providers/gke/script.ts'
import { BoxRefused } from '../../../shared/providers/provider.ts'
import { agentImage } from '../../kit/agentImage.ts'
import { canRun, newGround, newSpec } from './ground.ts'

const busybox = '/usr/bin/busybox'

test.runIf(canRun && existsSync(busybox))(
  'the agent runs in an image that has a shell and no C library',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'onmemos-busybox-'))
    onTestFinished(() => rm(root, { recursive: true, force: true }))
    const agent = await agentImage()
    onTestFinished(() => agent.remove())
    for (const folder of ['bin', 'dev', 'proc', `.${places.program}`, `.${places.agent}`]) {
      mkdirSync(join(root, folder), { recursive: true })
    }
    copyFileSync(busybox, join(root, 'bin/busybox'))
    for (const applet of ['sh', 'rm', 'cat', 'ls', 'sort']) {
      copyFileSync(busybox, join(root, 'bin', applet))
    }
    const config = {
      agentKey: 'the key of an agent in busybox',
      stopKey: 'the key that stops it, in busybox',
      leaseSeconds: 1,
      stopGraceSeconds: 1,
      directory: places.agent,
      owner: null,
      ownedDirectories: [],
      env: { PATH: '/bin' },
      cwd: '/',
      ownsPidNamespace: true,
      port: 7_070,
    }
    writeFileSync(join(root, places.agent, 'config.json'), JSON.stringify(config))
    writeFileSync(join(root, 'last'), '')
    const child = spawn(
      'bwrap',
      [
        ...['--bind', root, '/', '--dev', '/dev', '--proc', '/proc', '--unshare-all', '--as-pid-1'],
        ...['--ro-bind', agent.image.files?.['/onmemos'] ?? '', places.program],
        ...['--bind', join(root, 'last'), '/dev/termination-log', '--clearenv'],
        ...['--setenv', 'PATH', '/bin', '/bin/sh', '-c', runScript(nodeFlags)],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    await once(child, 'exit')
    expect(JSON.parse(readFileSync(join(root, 'last'), 'utf8'))).toMatchObject({ cause: 'lease' })
  },
  60_000,
)

test.runIf(canRun)('an image that cannot run our agent is refused at once', async () => {
  const ground = await newGround()
  try {
    const folder = ground.agentFolder
    await rm(join(folder, 'node'))
    writeFileSync(join(folder, 'node'), 'no program of this machine', { mode: 0o755 })
    const starting = ground.provider().start(newSpec())
    await expect(starting).rejects.toBeInstanceOf(BoxRefused)
    await expect(starting).rejects.toThrow('our agent cannot run in its image')
    expect(await ground.provider().list()).toEqual([])
  } finally {
    await ground.close()
  }
})
