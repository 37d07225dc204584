import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { ConnectError } from '../../shared/agents/connect.ts'
import { journalOffsetHeader, journalsName, streams } from '../../shared/agents/history.ts'
import { longOutput } from '../../shared/agents/journals.ts'
import { parsed } from '../call.ts'
import type { Session } from '../session.ts'

const Query = z.object({
  number: z.coerce.number().int().min(1),
  stream: z.enum(streams),
  bytes: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
})

/** The bytes of a stream that was too long to be kept in one message. */
export async function answerJournal(
  { config }: Session,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(url, 'http://agent')
  const { number, stream, bytes } = parsed(Query, Object.fromEntries(searchParams))
  const long = await longOutput(join(config.directory, journalsName), `${number}.${stream}`)
  if (!long) throw new ConnectError('not_found', 'nothing of it is on disk')
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    [journalOffsetHeader]: long.offset,
  })
  if (method === 'HEAD') response.end()
  else await pipeline(long.open(bytes), response)
}
