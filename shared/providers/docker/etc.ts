import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { home } from '../local/filesystem.ts'
import type { Places } from '../local/places.ts'
import { userId } from './config.ts'

/** Names for who lives in a box, over the image's own: its user has to have one. */
export async function writeEtc({ etc }: Places): Promise<void> {
  await mkdir(etc, { recursive: true, mode: 0o755 })
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(etc, name), text)))
}

export const etcNames = ['passwd', 'group'] as const

const files: Readonly<Record<(typeof etcNames)[number], string>> = {
  passwd: [
    'root:x:0:0:root:/root:/usr/sbin/nologin',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    `user:x:${userId}:${userId}::${home}:/bin/sh`,
    '',
  ].join('\n'),
  group: `root:x:0:\nnogroup:x:65534:\nuser:x:${userId}:\n`,
}
