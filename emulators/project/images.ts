import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { host } from '../../shared/providers/local/host.ts'
import { type Program, sessionImage } from '../run/serving/images.ts'

/** Sessions' image here, whatever the control plane's is: its agent is the newest. */
export const sessionImageName = 'us-docker.pkg.dev/onmemos/session'

/** Artifact Registry: the control plane's images, each the folder that `npm run image` made of it, by digest. */
export function registry(folder: string, repository: string) {
  const images: Record<string, Program> = {}
  const take = (digest: string): boolean => {
    const image = join(folder, digest)
    if (!/^[0-9a-f]{64}$/.test(digest) || !existsSync(image)) return false
    images[`${repository}/plane@sha256:${digest}`] = plane(image)
    images[sessionImageName] = sessionImage(join(image, 'agent/agent.cjs'))
    return true
  }
  if (existsSync(folder)) for (const digest of readdirSync(folder)) take(digest)
  return { images, take }
}

/** As tools/image/Dockerfile has it. */
const plane = (image: string): Program => ({
  command: [
    '/usr/bin/env',
    'NODE_ENV=production',
    `ONMEMOS_AGENT_BUNDLE=${join(image, 'agent/agent.cjs')}`,
    `ONMEMOS_TERMINAL_ASSETS=${join(image, 'terminal')}`,
    host().node?.path ?? process.execPath,
    join(image, 'index.js'),
  ],
  reads: [image],
  network: 'machine',
  // Google keeps them for a quarter of an hour; two hundred of them would fill this machine.
  idleMs: 5_000,
})
