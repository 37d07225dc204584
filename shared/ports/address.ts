/** Where ports of sessions are reached, and what their addresses are signed with. */
export interface PortSettings {
  /** `https://*.host`: each address is a host of its own; without the `*`, a path. */
  readonly url: string
  readonly key: Uint8Array
}

/** Where a label leads, and the same as a path, which leads there under any name of the server. */
export function addressOf({ url }: PortSettings, label: string): { url: string; path: string } {
  const path = pathOf(label)
  return { path, url: url.includes('*') ? `${url.replace('*', label)}/` : url + path }
}

/** The label in a request's host, where labels are hosts. */
export function labelIn({ url }: PortSettings, host: string | undefined): string | undefined {
  const [, suffix] = url.split('//*')
  if (!suffix || !host?.endsWith(suffix)) return undefined
  const label = host.slice(0, -suffix.length)
  return label.includes('.') ? undefined : label
}

const pathOf = (label: string) => `/ports/${label}/`
