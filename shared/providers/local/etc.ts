import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { home, mountPointsIn } from './filesystem.ts'
import type { Places } from './places.ts'

/** The box's `/etc`: its own few files, and places for those of the machine that are shown. */
export async function writeEtc({ etc, sessionId }: Places, uid: number): Promise<void> {
  await mkdir(etc, { mode: 0o755 })
  await Promise.all([
    ...Object.entries(files(sessionId, uid)).map(([name, text]) =>
      writeFile(join(etc, name), text),
    ),
    ...mountPointsIn(etc).map(async ({ path, isDirectory }) => {
      await mkdir(isDirectory ? path : dirname(path), { recursive: true })
      if (!isDirectory) await writeFile(path, '')
    }),
  ])
}

const files = (hostname: string, uid: number) => ({
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:${uid}:${uid}::${home}:/bin/bash\n`,
  group: `root:x:0:\nuser:x:${uid}:\n`,
  hosts: `127.0.0.1 localhost ${hostname}\n::1 localhost ${hostname}\n`,
  hostname: `${hostname}\n`,
  // There is no network; a resolver that is asked answers at once that it cannot be reached.
  'resolv.conf': 'nameserver 127.0.0.1\noptions attempts:1 timeout:1\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
})
