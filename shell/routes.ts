/** Where terminals are, and what is spoken there. */
export interface ShellRoute {
  readonly speaks: 'json' | 'attach' | 'exec'
  readonly sessionId: string
  /** A path of the seeds, whose clients know no other way than a passport in the query string. */
  readonly isLegacy: boolean
}

export function shellRoute(path: string): ShellRoute | undefined {
  for (const { pattern, speaks, isLegacy } of table) {
    const encoded = pattern.exec(path)?.[1]
    const sessionId = encoded === undefined ? undefined : decoded(encoded)
    if (sessionId) return { speaks, isLegacy, sessionId }
  }
  return undefined
}

const table = [
  { pattern: /^\/v1\/sessions\/([^/]+)\/shell$/, speaks: 'json', isLegacy: false },
  { pattern: /^\/v1\/cloudrun\/workspaces\/([^/]+)\/shell$/, speaks: 'json', isLegacy: true },
  { pattern: /^\/v1\/gke\/shell\/([^/]+)$/, speaks: 'json', isLegacy: true },
  { pattern: /^\/v1\/sessions\/([^/]+)\/attach$/, speaks: 'attach', isLegacy: false },
  { pattern: /^\/v1\/sessions\/([^/]+)\/exec$/, speaks: 'exec', isLegacy: false },
  {
    pattern: /^\/execbox\/v1\/sessions\/([^/]+)\/attach$/,
    speaks: 'attach',
    isLegacy: false,
  },
  {
    pattern: /^\/execbox\/v1\/sessions\/([^/]+)\/exec$/,
    speaks: 'exec',
    isLegacy: false,
  },
] as const

function decoded(segment: string): string | undefined {
  try {
    // Execbox's ids have an underscore where ours have none.
    return decodeURIComponent(segment).replace(/^sess_/, 'sess')
  } catch {
    return undefined
  }
}
