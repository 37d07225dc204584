import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'

/** How a request to an emulator may go wrong. */
export type Trouble =
  /** It is answered like this, and not done. */
  | { readonly kind: 'answer'; readonly status: 429 | 500 | 503; readonly message: string }
  /** It is done late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** It is done, and the answer says that it failed. */
  | { readonly kind: 'lie'; readonly status: 500 | 503 }
  /** It is not done, and nobody ever answers. */
  | { readonly kind: 'silence' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'drop' }
  /** It comes twice, as when something on the way sends it again. The second answer is the one that arrives. */
  | { readonly kind: 'twice' }

export interface Seen {
  readonly method: string
  readonly path: string
}

interface Which {
  readonly method?: string
  readonly path?: RegExp
  readonly times?: number
}

/** What a test does to the requests that come next, and what it learns of those that came. */
export class Steering {
  readonly seen: Seen[] = []
  #planned: { trouble: Trouble; which: Which; left: number }[] = []

  /** The next request of that method and path, or so many, go wrong like this. */
  next(trouble: Trouble, which: Which = {}): void {
    this.#planned.push({ trouble, which, left: which.times ?? 1 })
  }

  clear(): void {
    this.#planned = []
  }

  /** Stands before every route of an emulator. */
  middleware(documentOf: (status: number, message: string) => object): MiddlewareHandler {
    return async (context, next) => {
      const { method, path } = context.req
      this.seen.push({ method, path })
      const trouble = this.#take(method, path)
      if (trouble?.kind === 'answer') {
        return context.json(documentOf(trouble.status, trouble.message), trouble.status)
      }
      if (trouble?.kind === 'silence') {
        await once(connectionOf(context).outgoing, 'close')
        return RESPONSE_ALREADY_SENT
      }
      if (trouble?.kind === 'delay') await pause(trouble.ms)
      if (trouble?.kind === 'twice') await (await fetch(context.req.raw.clone())).arrayBuffer()
      await next()
      if (trouble?.kind === 'drop') connectionOf(context).incoming.socket.destroy()
      if (trouble?.kind === 'lie') {
        context.res = context.json(documentOf(trouble.status, 'broken off'), trouble.status)
      }
      return undefined
    }
  }

  #take(method: string, path: string): Trouble | undefined {
    const plan = this.#planned.find(
      ({ which, left }) =>
        left > 0 && (which.method ?? method) === method && (which.path?.test(path) ?? true),
    )
    if (plan) plan.left -= 1
    return plan?.trouble
  }
}

/** Of an app that is served by Node. */
const connectionOf = ({ env }: Context<{ Bindings: HttpBindings }>) => env
