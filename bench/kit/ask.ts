import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** One request over a kept connection. Node's own client: the least there is between us and the server. */
export const ask = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body?: object,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const type = body ? { 'content-type': 'application/json' } : {}
    request(url, { method, headers: { ...headers, ...type }, agent }, (response) => {
      const chunks: Buffer[] = []
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .once('error', reject)
        .once('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: response.statusCode ?? 0, text })
        })
    })
      .once('error', reject)
      .end(body && JSON.stringify(body))
  })

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
