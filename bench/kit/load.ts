import { connect, type Socket } from 'node:net'

export interface Target {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
}

/**
 * Sends as many requests as are answered, over so many connections, and answers how long that took.
 * It writes the same bytes again and again and looks only for the length of each answer, so that on
 * two cores the server is what is measured.
 */
export async function load(target: Target, connections: number, requests: number): Promise<number> {
  const from = performance.now()
  let left = requests
  const isLeft = () => left-- > 0
  await Promise.all(Array.from({ length: connections }, () => keepAsking(target, isLeft)))
  return performance.now() - from
}

const keepAsking = ({ port, path, headers, status }: Target, isLeft: () => boolean) =>
  new Promise<void>((resolve, reject) => {
    const asked = requestText(path, headers)
    const socket: Socket = connect({ port, host: '127.0.0.1' })
    let pending = ''
    const next = () => (isLeft() ? socket.write(asked) : socket.end(() => resolve()))
    socket
      .setNoDelay(true)
      .setEncoding('latin1')
      .once('connect', next)
      .once('error', reject)
      .on('data', (chunk: string) => {
        pending += chunk
        const length = answerLength(pending)
        if (length === undefined || pending.length < length) return
        if (!pending.startsWith(`HTTP/1.1 ${status} `)) return socket.destroy(new Error(pending))
        pending = ''
        next()
      })
  })

const requestText = (path: string, headers: Target['headers']) =>
  [
    `GET ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

/** Nothing until the head is there. Every server here says its answer's length. */
function answerLength(answer: string): number | undefined {
  const head = answer.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const [, length] = /^content-length: (\d+)/im.exec(answer.slice(0, head)) ?? []
  if (length === undefined) throw new Error(`an answer without its length:\n${answer}`)
  return head + 4 + Number(length)
}
