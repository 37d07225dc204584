import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { followed } from '../../../shared/providers/docker/progress.ts'
import type { TestDaemon } from './daemon.ts'
import { dockerRegistry } from './programs.ts'

/** A registry on the daemon's own network, which it may speak plain HTTP with. */
export async function startRegistry({ docker, enter: [program, ...args] }: TestDaemon) {
  const directory = mkdtempSync(join(tmpdir(), 'onmemos-registry-'))
  const [config, storage] = [join(directory, 'config.yml'), join(directory, 'storage')]
  mkdirSync(storage)
  writeFileSync(
    config,
    [
      'version: 0.1',
      `storage: { filesystem: { rootdirectory: ${storage} } }`,
      `http: { addr: '${place}' }`,
    ].join('\n'),
  )
  const server = spawn(
    'setpriv',
    ['--pdeathsig', 'TERM', program, ...args, dockerRegistry, 'serve', config],
    { stdio: 'ignore' },
  )
  return {
    /** Takes an image of the daemon's there, and away from the daemon; answers its name there. */
    async take(image: string): Promise<string> {
      const [repo, tag] = [`${place}/taken`, '1']
      await docker.getImage(image).tag({ repo, tag })
      const taken = docker.getImage(`${repo}:${tag}`)
      for (const until = Date.now() + 30_000; ; await sleep(200)) {
        const failure = await pushed(taken).then(
          () => undefined,
          (cause: unknown) => ({ cause }),
        )
        if (!failure) break
        // It may not listen yet.
        if (Date.now() > until) throw failure.cause
      }
      await taken.remove()
      await docker.getImage(image).remove({ force: true })
      return `${repo}:${tag}`
    },
    async close() {
      server.kill('SIGTERM')
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      rmSync(directory, { recursive: true })
    },
  }

  async function pushed(image: ReturnType<typeof docker.getImage>): Promise<void> {
    await followed(docker, await image.push({ authconfig: nobody }))
  }
}

/** The port that registries have, on a loopback that nobody else has. */
const place = '127.0.0.1:5000'
const nobody = { username: '', password: '', serveraddress: place }
