import type { EventEmitter } from 'node:events'
import type { Firestore } from '@google-cloud/firestore'
import * as z from 'zod'
import type { Counts } from './counts.ts'

/**
 * Counts what a Firestore client sends and is answered, where all of it passes: the two methods that
 * every call of the client goes through. They are the client's own and not in its types.
 */
export function counting(db: Firestore, counts: Counts): void {
  const wire = db as unknown as Wire
  const { request, requestStream } = wire
  wire.request = async (method, message, ...rest) => {
    counts.add('commits')
    const answer = await request.call(wire, method, message, ...rest)
    // A commit that is refused costs time and nothing else.
    countWrites(method, message, counts)
    return answer
  }
  wire.requestStream = async (method, ...rest) => {
    const stream = await requestStream.call(wire, method, ...rest)
    countAnswers(method, stream, counts)
    return stream
  }
}

interface Wire {
  request(method: string, message: unknown, ...rest: readonly unknown[]): Promise<unknown>
  requestStream(method: string, ...rest: readonly unknown[]): Promise<EventEmitter>
}

const Writes = z.object({ writes: z.array(z.looseObject({ delete: z.string().nullish() })) })

function countWrites(method: string, message: unknown, counts: Counts) {
  if (method !== 'commit') throw new Error(`what ${method} costs is not known here`)
  const { writes } = Writes.parse(message)
  const deletes = writes.filter((write) => write.delete).length
  counts.add('deletes', deletes)
  counts.add('writes', writes.length - deletes)
}

/** Listens in without a listener, which would set the stream flowing before its reader is there. */
function countAnswers(method: string, stream: EventEmitter, counts: Counts) {
  const field = readFields[method]
  if (!field) throw new Error(`what ${method} costs is not known here`)
  const emit = stream.emit.bind(stream)
  let reads = 0
  stream.emit = (event, ...args: readonly unknown[]) => {
    const isRead = event === 'data' && field.some((name) => isSet(args[0], name))
    // A query that finds nothing is billed as one read.
    const isEmpty = event === 'end' && reads === 0 && method === 'runQuery'
    if (isRead || isEmpty) {
      reads += 1
      counts.add('reads')
    }
    return emit(event, ...args)
  }
}

/** The fields of an answer that tell of one document read. */
const readFields: Readonly<Record<string, readonly string[]>> = {
  batchGetDocuments: ['found', 'missing'],
  runQuery: ['document'],
  listen: ['documentChange'],
}

const isSet = (answer: unknown, name: string) =>
  typeof answer === 'object' && answer !== null && Reflect.get(answer, name) != null
