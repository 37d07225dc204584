import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type Docker from 'dockerode'
import { execute } from './execute.ts'
import { busybox } from './programs.ts'

/** An image without a registry: busybox, its names, and bash with what it is linked to. There is no Node in it. */
export async function importImage(docker: Docker, name: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'onmemos-image-'))
  try {
    for (const folder of ['bin', 'etc', 'tmp', 'usr/bin']) {
      mkdirSync(join(root, folder), { recursive: true })
    }
    copyFileSync(busybox, join(root, 'bin/busybox'))
    const applets = (await execute(busybox, ['--list'])).split('\n').filter((line) => line !== '')
    for (const applet of applets.filter((one) => one !== 'busybox')) {
      symlinkSync('busybox', join(root, 'bin', applet))
    }
    const linked = await execute('ldd', ['/bin/bash'])
    for (const path of ['/bin/bash', ...(linked.match(/\/\S+/g) ?? [])]) {
      const at = path.replace(/:$/, '')
      mkdirSync(join(root, dirname(at)), { recursive: true })
      copyFileSync(at, join(root, at))
    }
    const tar = spawn('tar', ['--create', '--directory', root, '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [repo, tag] = name.split(':')
    const imported = await docker.importImage(tar.stdout, { repo, tag, changes: [environment] })
    await new Promise<void>((done, failed) => {
      docker.modem.followProgress(imported, (cause) => (cause ? failed(cause) : done()))
    })
  } finally {
    rmSync(root, { recursive: true })
  }
}

const environment = 'ENV OF_THE_IMAGE=yes'
