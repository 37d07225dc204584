import type { Context } from 'hono'
import { fromProtobuf } from './protobuf.ts'
import { badRequest } from './refusal.ts'

/** Without its parameters. */
export const mediaTypeOf = ({ req }: Context): string =>
  (req.header('content-type') ?? 'application/json').split(';')[0]?.trim() ?? ''

/** JSON by any of its names, or YAML where it may be. Nothing where there is nothing. */
export async function bodyOf(context: Context): Promise<unknown> {
  const type = mediaTypeOf(context)
  if (type === 'application/vnd.kubernetes.protobuf') {
    return fromProtobuf(Buffer.from(await context.req.arrayBuffer()))
  }
  const text = await context.req.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    if (/yaml/.test(type)) return fromYaml(text)
    throw badRequest(`the object provided is unrecognized: it is not ${type}`)
  }
}

/** Hardly anybody sends it, and the client that reads it is large. */
async function fromYaml(text: string): Promise<unknown> {
  const { loadYaml } = await import('@kubernetes/client-node')
  try {
    return loadYaml(text)
  } catch {
    throw badRequest('the object provided is unrecognized: it is not YAML')
  }
}
