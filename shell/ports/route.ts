import { labelIn, type PortSettings } from '../../shared/ports/address.ts'

/** Which port a request is for, how it shows that it may, and what it asks there. */
export interface PortRoute {
  readonly by: { readonly label: string } | { readonly sessionId: string; readonly port: number }
  /** What of the path is ours: nothing where the address is a host of its own. */
  readonly prefix: string
  /** What the server in the session is asked: path and query string, as they came. */
  readonly target: string
}

export function portRoute(
  settings: PortSettings,
  host: string | undefined,
  url: string,
): PortRoute | undefined {
  const label = labelIn(settings, host)
  if (label !== undefined) return { by: { label }, prefix: '', target: url }
  const labelled = /^(\/ports\/([a-z0-9-]+))([/?].*)?$/.exec(url)
  if (labelled) {
    const [, prefix = '', label = '', target = ''] = labelled
    return { by: { label }, prefix, target }
  }
  const keyed = /^(\/v1\/sessions\/([A-Za-z0-9_-]+)\/ports\/(\d{1,5}))([/?].*)?$/.exec(url)
  if (!keyed) return undefined
  const [, prefix = '', sessionId = '', port, target = ''] = keyed
  return { by: { sessionId, port: Number(port) }, prefix, target }
}
