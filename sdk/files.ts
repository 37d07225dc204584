import { downloadFile, uploadFile } from '../shared/contract/files.ts'
import { answer } from './answer.ts'
import { type Connection, connection } from './connection.ts'
import { send } from './send.ts'

/** One file of a session, or what is to become one. */
export interface FileAt {
  readonly id: string
  readonly path: string
  readonly signal?: AbortSignal | undefined
}

/** The bytes of files in and out, as streams: what the calls of the table, which speak JSON, do not carry. */
export interface FileBytes {
  /** Cut short, the stream fails. */
  download(file: FileAt): Promise<ReadableStream<Uint8Array>>
  /** Whole or not at all. */
  upload(file: FileAt, bytes: ReadableStream<Uint8Array>): Promise<void>
}

export function fileBytes(options: Connection): FileBytes {
  const to = connection(options)
  const parts = ({ id, path, signal }: FileAt) => ({ params: { id }, query: { path }, signal })
  return {
    async download(file) {
      const { body } = await send(to, downloadFile, parts(file))
      return body ?? new Blob([]).stream()
    },
    async upload(file, bytes) {
      await answer(uploadFile, await send(to, uploadFile, { ...parts(file), bytes }), file.signal)
    },
  }
}
