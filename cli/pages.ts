/** Follows `next_cursor` to the last page. */
export async function pages<P extends { next_cursor: string | null }>(
  page: (cursor?: string) => Promise<P>,
  merged: (before: P, after: P) => P,
): Promise<P> {
  let all = await page()
  while (all.next_cursor) all = merged(all, await page(all.next_cursor))
  return all
}
