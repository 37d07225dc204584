import { type V1Pod, Watch } from '@kubernetes/client-node'
import * as z from 'zod'
import type { Cluster } from './cluster.ts'
import { orNone } from './cluster.ts'

/**
 * A pod as it is now and after each change, until it is no more. A watch that is closed goes on from where it was, one whose
 * place is forgotten (410) begins again with how the pod is by then.
 */
export async function* follow(
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): AsyncGenerator<V1Pod> {
  let version: string | undefined
  while (!signal.aborted) {
    if (version === undefined) {
      const pod = await orNone(
        cluster.calls(() => cluster.core.readNamespacedPod({ namespace, name })),
      )
      if (!pod) return
      version = pod.metadata?.resourceVersion
      yield pod
    }
    for await (const { type, object } of changes(cluster, { namespace, name, version }, signal)) {
      if (type === 'ERROR') {
        version = undefined
        break
      }
      version = object.metadata?.resourceVersion ?? version
      if (type === 'DELETED') return
      if (type !== 'BOOKMARK') yield object
    }
  }
}

interface Change {
  readonly type: string
  readonly object: V1Pod
}

/** One watch, until it is closed, by whoever. A failure of it is the same as its end, and another begins a little later. */
async function* changes(
  { kubeConfig }: Cluster,
  { namespace, name, version }: { namespace: string; name: string; version: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<Change> {
  const heard: Change[] = []
  let [isOver, wake] = [false, () => {}]
  const tell = () => wake()
  const request = await new Watch(kubeConfig).watch(
    `/api/v1/namespaces/${namespace}/pods`,
    {
      fieldSelector: `metadata.name=${name}`,
      allowWatchBookmarks: true,
      ...(version ? { resourceVersion: version } : {}),
    },
    (type: string, object: V1Pod) => {
      heard.push({ type, object })
      tell()
    },
    (cause: unknown) => {
      isOver = true
      if (Gone.safeParse(cause).success) heard.push({ type: 'ERROR', object: {} })
      tell()
    },
  )
  const leave = () => {
    isOver = true
    tell()
  }
  signal.addEventListener('abort', leave)
  try {
    while (!signal.aborted) {
      const next = heard.shift()
      if (next) yield next
      else if (isOver) return await pause(signal)
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    signal.removeEventListener('abort', leave)
    request.abort()
  }
}

const Gone = z.object({ statusCode: z.literal(410) })

/** A server that closes each watch at once is not asked without rest. */
const pause = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
const pauseMs = 100
