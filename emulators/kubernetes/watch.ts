import type { Cluster } from './cluster.ts'
import { expired, list } from './objects/get.ts'
import { statusOf } from './refusal.ts'
import { isTrue } from './request.ts'
import { selectorOf } from './selectors.ts'
import type { Stored } from './state.ts'
import type { Change, Place } from './store.ts'

/** Whoever watches; ended together when the server closes, or when a test cuts them. */
export class Watches {
  readonly #cuts = new Set<() => void>()

  /** A line of JSON for each change, until the client goes or its time is up. */
  stream(
    cluster: Cluster,
    place: Place,
    query: URLSearchParams,
    told: (object: Stored) => object = (object) => object,
  ): ReadableStream<Uint8Array> {
    let end = () => {}
    return new ReadableStream({
      start: (controller) => {
        end = this.#follow(cluster, place, query, told, controller)
      },
      cancel: () => end(),
    })
  }

  cut(): void {
    for (const cut of [...this.#cuts]) cut()
  }

  #follow(
    cluster: Cluster,
    { kind, namespace }: Place,
    query: URLSearchParams,
    told: (object: Stored) => object,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): () => void {
    const { store, time } = cluster
    const isWanted = selectorOf(query)
    const isHere = (change: Change) =>
      change.kind === kind && (namespace === '' || change.object.metadata.namespace === namespace)
    const say = (type: string, object: object) =>
      controller.enqueue(Buffer.from(`${JSON.stringify({ type, object })}\n`))
    const hear = (change: Change) => {
      const seen = isHere(change) && seenBy(isWanted, change)
      if (seen) say(seen, told(change.object))
    }
    const stops: (() => void)[] = []
    const end = () => {
      for (const stop of stops.splice(0)) stop()
      this.#cuts.delete(close)
    }
    const close = () => {
      end()
      controller.close()
    }
    this.#cuts.add(close)

    const from = query.get('resourceVersion') ?? ''
    if (from === '' || from === '0') {
      const { items } = list(cluster, { kind, namespace }, query)
      for (const object of items) say('ADDED', told(object))
      if (isTrue(query.get('sendInitialEvents'))) {
        say('BOOKMARK', bookmark(kind, store.version, { 'k8s.io/initial-events-end': 'true' }))
      }
    } else {
      const missed = store.since(Number(from))
      if (!missed) {
        say('ERROR', statusOf(expired(Number(from), store.version)))
        close()
        return end
      }
      for (const change of missed) hear(change)
    }
    stops.push(store.listen(hear))
    if (isTrue(query.get('allowWatchBookmarks'))) {
      const each = setInterval(() => say('BOOKMARK', bookmark(kind, store.version)), bookmarkMs)
      stops.push(() => clearInterval(each))
    }
    const timeoutSeconds = Number(query.get('timeoutSeconds') ?? 0)
    if (timeoutSeconds > 0) {
      const due = new Date(Date.parse(time.now()) + timeoutSeconds * 1_000).toISOString()
      stops.push(time.at(due, close))
    }
    return end
  }
}

/** One that came to be selected appears, one that is not any more disappears. */
function seenBy(isWanted: (object: Stored) => boolean, { type, object, before }: Change) {
  const was = before !== undefined && isWanted(before)
  const is = isWanted(object)
  if (type === 'DELETED') return was || is ? 'DELETED' : undefined
  if (was && is) return 'MODIFIED'
  if (is) return 'ADDED'
  return was ? 'DELETED' : undefined
}

const bookmark = ({ kind, group, version }: Place['kind'], at: number, annotations?: object) => ({
  kind,
  apiVersion: group === '' ? version : `${group}/${version}`,
  metadata: {
    resourceVersion: String(at),
    creationTimestamp: null,
    ...(annotations ? { annotations } : {}),
  },
})

/** A real server's minute, made shorter so that a test need not wait for one. */
const bookmarkMs = 5_000
