import { reviews } from './access/reviews.ts'
import { issueToken } from './access/token.ts'
import { bodyOf } from './body.ts'
import type { Exchange } from './exchange.ts'
import { get } from './objects/get.ts'
import { remove } from './objects/remove.ts'
import { logOf } from './pods/read.ts'

/** What is asked below an object and is no part of it, by `plural/subresource`. Its status is one that is. */
export const subresources: Readonly<
  Record<string, (exchange: Exchange) => Response | Promise<Response>>
> = {
  ...reviews,
  'serviceaccounts/token': issueToken,
  'pods/log': (exchange) => logOf(exchange),
  'pods/eviction': async ({ cluster, context, asked: { kind, namespace, name } }) => {
    const { deleteOptions = {} } = Object(await bodyOf(context))
    get(cluster, { kind, namespace }, name)
    remove(cluster, { kind, namespace }, name, deleteOptions)
    return context.json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }, 201)
  },
}
