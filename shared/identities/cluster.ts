import * as z from 'zod'
import { type Call, expecting } from './call.ts'

/** A Kubernetes API server. */
export interface Cluster {
  readonly call: Call
  readonly kubernetesUrl: string
}

const Listed = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
})

interface Resource {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** As it is said here afterwards, whether it was there before or not: server-side apply. */
export async function apply(
  { call, kubernetesUrl }: Cluster,
  plural: string,
  resource: Resource,
): Promise<void> {
  const { apiVersion, metadata } = resource
  const group = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`
  const within = metadata.namespace ? `/namespaces/${metadata.namespace}` : ''
  await expecting(call, [200, 201], {
    method: 'PATCH',
    url: `${kubernetesUrl}/${group}${within}/${plural}/${metadata.name}?fieldManager=onmemos&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: resource,
  })
}

/** With all in it. A cluster takes its time over that: while it does, this is refused, to be tried again. */
export async function removeNamespace({ call, kubernetesUrl }: Cluster, name: string) {
  const url = `${kubernetesUrl}/api/v1/namespaces/${name}`
  // 409: it is going already.
  const { status } = await expecting(call, [200, 202, 404, 409], { method: 'DELETE', url })
  if (status === 404) return
  const after = await expecting(call, [200, 404], { method: 'GET', url })
  if (after.status === 200) throw new Error(`namespace ${name} is still going`)
}

export async function namespacesLabelled(
  { call, kubernetesUrl }: Cluster,
  labelSelector: string,
): Promise<readonly string[]> {
  const names: string[] = []
  let token: string | undefined = ''
  while (token !== undefined) {
    const query = new URLSearchParams({
      labelSelector,
      limit: '500',
      ...(token && { continue: token }),
    })
    const url = `${kubernetesUrl}/api/v1/namespaces?${query}`
    const { body } = await expecting(call, [200], { method: 'GET', url })
    const { items, metadata } = Listed.parse(body)
    names.push(...items.map((item) => item.metadata.name))
    token = metadata.continue || undefined
  }
  return names
}
