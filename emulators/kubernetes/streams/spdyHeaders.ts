import { once } from 'node:events'
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib'

/** The header blocks of one connection: in each direction one compressed text that every block goes on with. */
export class HeaderBlocks {
  readonly #inflate = createInflate({ dictionary: dictionary(), flush: constants.Z_SYNC_FLUSH })
  readonly #deflate = createDeflate({ dictionary: dictionary(), flush: constants.Z_SYNC_FLUSH })

  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const bytes = await through(this.#inflate, block)
    const found = new Map<string, string>()
    let at = 4
    const word = () => {
      const length = bytes.readUInt32BE(at)
      const text = bytes.subarray(at + 4, at + 4 + length).toString()
      at += 4 + length
      return text
    }
    for (let left = bytes.readUInt32BE(0); left > 0; left -= 1) found.set(word(), word())
    return found
  }

  write(headers: ReadonlyMap<string, string>): Promise<Buffer> {
    const words = [...headers].flat().map(withLength)
    return through(this.#deflate, Buffer.concat([number(headers.size), ...words]))
  }
}

/** What comes out for what is put in, once all of it has. */
async function through(stream: Inflate | Deflate, bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = []
  const hear = (part: Buffer) => parts.push(part)
  stream.on('data', hear)
  const failed = once(stream, 'error').then(([cause]) => Promise.reject(cause))
  const done = new Promise<void>((resolve) => stream.write(bytes, () => resolve()))
  try {
    await Promise.race([done, failed])
  } finally {
    stream.off('data', hear)
    failed.catch(() => undefined)
  }
  return Buffer.concat(parts)
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const withLength = (word: string) =>
  Buffer.concat([number(Buffer.byteLength(word)), Buffer.from(word)])

/** What both ends of SPDY/3 have seen before the first byte: words with their lengths, and a text. */
const dictionary = () => Buffer.concat([...words.split(' ').map(withLength), ...phrases])

const words =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status'

const phrases = [
  ...['200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin'].map(
    withLength,
  ),
  Buffer.from(
    [
      '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505',
      '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request',
      '401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented',
      '503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, ',
      'Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,',
      'application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdch',
      'charset=utf-8charset=iso-8859-1,utf-,*,enq=0.',
    ].join(''),
  ),
]
