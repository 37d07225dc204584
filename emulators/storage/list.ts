import { invalid } from './refusal.ts'

interface Page {
  readonly items: readonly string[]
  readonly prefixes: readonly string[]
  readonly nextPageToken: string | undefined
}

/** A page of names in the order of their UTF-8 bytes, with what lies below a delimiter folded into its prefix. */
export function pageOf(names: readonly string[], query: URLSearchParams): Page {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const most = maxIn(query)
  const after = tokenIn(query.get('pageToken'))
  const [start, end] = [query.get('startOffset') ?? '', query.get('endOffset') ?? '']
  const items: string[] = []
  const prefixes = new Set<string>()
  let last: string | undefined
  for (const name of names.toSorted(byBytes)) {
    if (!name.startsWith(prefix) || name < start || (end && name >= end)) continue
    const folded = foldedInto(name, prefix, delimiter)
    const entry = folded ?? name
    if (after !== undefined && (byBytes(entry, after) <= 0 || entry === after)) continue
    if (folded !== undefined && prefixes.has(folded)) continue
    if (items.length + prefixes.size === most) {
      return { items, prefixes: [...prefixes], nextPageToken: tokenOf(last ?? '') }
    }
    if (folded === undefined) items.push(name)
    else prefixes.add(folded)
    last = entry
  }
  return { items, prefixes: [...prefixes], nextPageToken: undefined }
}

function foldedInto(name: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const at = name.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : name.slice(0, at + delimiter.length)
}

function maxIn(query: URLSearchParams): number {
  const most = Number(query.get('maxResults') ?? pageMax)
  if (Number.isInteger(most) && most > 0) return Math.min(most, pageMax)
  throw invalid(`Invalid value for maxResults: ${query.get('maxResults')}`)
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))

const tokenOf = (name: string) => Buffer.from(name).toString('base64url')
const tokenIn = (token: string | null) =>
  token ? Buffer.from(token, 'base64url').toString() : undefined

const pageMax = 1_000
