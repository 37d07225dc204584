import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { ConnectError } from '../../shared/agents/connect.ts'

export interface Part {
  readonly path: string
  readonly bytes: Readable
}

/** The files of a form, one after the other. Each is named by its own file name, unless one path is given for all. */
export async function* parts(
  headers: IncomingHttpHeaders,
  body: Readable,
  path: string | null,
): AsyncGenerator<Part> {
  // Few uploads are forms, and reading this at every start would cost each box.
  const { default: busboy } = await import('busboy')
  const form = busboy({
    headers,
    preservePath: true,
    limits: { files: filesMax, parts: 2 * filesMax },
  })
  const found: Part[] = []
  let wake = () => {}
  let failure: unknown
  let isOver = false
  const news = () =>
    new Promise<void>((ready) => {
      wake = ready
    })
  const fail = (error: unknown) => {
    failure ??= error
    for (const { bytes } of found) bytes.destroy()
    wake()
  }
  const add = (at: string | null | undefined, bytes: Readable) => {
    if (!at)
      return fail(new ConnectError('invalid_argument', 'a part of the form has no file name'))
    found.push({ path: at, bytes })
    wake()
  }
  form
    .on('file', (_, bytes, { filename }) => add(path ?? filename, bytes))
    .on('field', (_, value) => add(path, Readable.from([Buffer.from(value)])))
    .on('error', (error) =>
      fail(new ConnectError('invalid_argument', 'the form could not be read', error)),
    )
    .on('close', () => {
      isOver = true
      wake()
    })
  body.on('error', fail).on('aborted', () => fail(new Error('the upload was cut')))
  body.pipe(form)
  for (;;) {
    const next = found.shift()
    if (next) yield next
    else if (failure) throw failure
    else if (isOver) return
    else await news()
  }
}

const filesMax = 1_000
