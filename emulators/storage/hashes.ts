import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Crc32c } from './crc32c.ts'

/** What the service says of an object's bytes, read once and never held. */
export async function hashesOf(path: string) {
  const md5 = createHash('md5')
  const crc32c = new Crc32c()
  let size = 0
  for await (const chunk of createReadStream(path)) {
    md5.update(chunk)
    crc32c.update(chunk)
    size += chunk.length
  }
  return { size, md5Hash: md5.digest('base64'), crc32c: crc32c.digest() }
}
