import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import * as z from 'zod'
import { bodyOf, call, type Door } from './call.ts'
import { type ConnectCode, ConnectError } from './connect.ts'
import { type Changed, type Entry, EntryResponse, ListDirResponse, WatchEvent } from './files.ts'
import { agentLimits } from './limits.ts'
import { paths } from './paths.ts'
import { send } from './request.ts'
import { stream } from './stream.ts'
import { AgentUnreachable } from './unreachable.ts'
import { Empty } from './wire.ts'

export interface Download {
  /** All of the file. */
  readonly sizeBytes: number
  /** The part of it that is answered, both ends included; `null` when that is all. */
  readonly range: { readonly start: number; readonly end: number } | null
  readonly modifiedAt: string
  /** Cut short, it throws. */
  readonly bytes: Readable
}

/** The files of a box, as its user sees them. Refusals are `ConnectError`s; no agent is `AgentUnreachable`. */
export interface AgentFiles {
  stat(path: string): Promise<Entry>
  list(path: string, depth: number): Promise<readonly Entry[]>
  makeDir(path: string): Promise<Entry>
  move(source: string, destination: string): Promise<Entry>
  remove(path: string): Promise<void>
  /** What changes in a directory from when `onStart` is called, until the signal. */
  watch(
    path: string,
    options: { recursive: boolean; signal: AbortSignal; onStart?: () => void },
  ): AsyncIterable<Changed>
  /** `range` is an HTTP `Range` header. */
  download(path: string, range?: string): Promise<Download>
  /** Whole or not at all. */
  upload(path: string, bytes: Readable): Promise<void>
}

export function agentFiles(door: Door): AgentFiles {
  const entryOf = async (path: string, message: object) =>
    (await call(door, path, message, EntryResponse, agentLimits.fileCallTimeoutMs)).entry
  return {
    stat: (path) => entryOf(paths.statFile, { path }),
    list: async (path, depth) =>
      (await call(door, paths.listDir, { path, depth }, ListDirResponse)).entries,
    makeDir: (path) => entryOf(paths.makeDir, { path }),
    move: (source, destination) => entryOf(paths.move, { source, destination }),
    remove: async (path) => {
      await call(door, paths.remove, { path }, Empty, agentLimits.fileCallTimeoutMs)
    },
    async *watch(path, { recursive, signal, onStart }) {
      const message = { path, recursive, includeEntry: true }
      for await (const event of stream(door, paths.watchDir, message, WatchEvent, { signal })) {
        if ('start' in event) onStart?.()
        else if ('filesystem' in event) yield event.filesystem
      }
    },
    download: async (path, range) => downloaded(await ask(door, path, range)),
    upload: async (path, bytes) => {
      const response = await send(door.address, {
        method: 'POST',
        path: pathOf(path),
        headers: { 'x-access-token': door.key, 'content-type': 'application/octet-stream' },
        body: bytes,
        timeoutMs: null,
      })
      const body = await bodyOf(response)
      if (response.statusCode !== 200) throw refusalOf(body)
    },
  }
}

async function ask(door: Door, path: string, range: string | undefined): Promise<IncomingMessage> {
  const response = await send(door.address, {
    method: 'GET',
    path: pathOf(path),
    headers: { 'x-access-token': door.key, ...(range ? { range } : {}) },
    timeoutMs: agentLimits.callTimeoutMs,
  })
  if (response.statusCode === 200 || response.statusCode === 206) return response
  throw refusalOf(await bodyOf(response))
}

function downloaded(response: IncomingMessage): Download {
  const { headers } = response
  const [, start, end, size] =
    /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  return {
    sizeBytes: Number(size ?? headers['content-length']),
    range: size === undefined ? null : { start: Number(start), end: Number(end) },
    modifiedAt: headers['last-modified'] ?? '',
    bytes: response,
  }
}

const pathOf = (path: string) => `${paths.files}?${new URLSearchParams({ path })}`

/** How `/files` refuses: with the status in the body. */
const Refusal = z.object({ code: z.int(), message: z.string() })

function refusalOf(body: Buffer): Error {
  const refusal = z.string().transform(jsonOf).pipe(Refusal).safeParse(body.toString())
  if (!refusal.success) return new AgentUnreachable(new Error('the answer is not an agent’s'))
  return new ConnectError(codesOf[refusal.data.code] ?? 'unknown', refusal.data.message)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codesOf: Readonly<Record<number, ConnectCode>> = {
  400: 'invalid_argument',
  401: 'unauthenticated',
  403: 'permission_denied',
  404: 'not_found',
  409: 'already_exists',
  416: 'out_of_range',
  501: 'unimplemented',
  507: 'resource_exhausted',
}
