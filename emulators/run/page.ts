/** A page of a list, and where the next begins, if there is one. */
export function page<T>(
  all: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; nextPageToken?: string } {
  const from = Number(query.get('pageToken') ?? 0)
  const size = Math.min(Number(query.get('pageSize')) || 100, 100)
  const next = from + size < all.length ? { nextPageToken: String(from + size) } : {}
  return { items: all.slice(from, from + size), ...next }
}
