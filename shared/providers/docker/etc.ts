import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { home } from '../local/filesystem.ts'
import type { Places } from '../local/places.ts'
import type { BoxSpec } from '../provider.ts'
import { userId } from './config.ts'

/** Names for who lives in a box, over the image's own: its user has to have one. */
export async function writeEtc({ etc }: Places, resolvers: readonly string[]): Promise<void> {
  await mkdir(etc, { recursive: true, mode: 0o755 })
  const all = {
    ...files,
    'resolv.conf': resolvers.map((address) => `nameserver ${address}\n`).join(''),
  }
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(etc, name), text)))
}

/** What of them a box is shown. The resolvers are those that it reaches itself, not the daemon's. */
export const etcNames = (network: BoxSpec['network']): readonly string[] => [
  ...Object.keys(files),
  ...(network === 'outgoing' ? ['resolv.conf'] : []),
]

const files = {
  passwd: [
    'root:x:0:0:root:/root:/usr/sbin/nologin',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    `user:x:${userId}:${userId}::${home}:/bin/sh`,
    '',
  ].join('\n'),
  group: `root:x:0:\nnogroup:x:65534:\nuser:x:${userId}:\n`,
}
