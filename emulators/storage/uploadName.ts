import { invalid } from './refusal.ts'

/** What an upload's object is to be called: the address says it, or the metadata. */
export function nameIn(query: URLSearchParams, said: Record<string, unknown>): string {
  const name = query.get('name') ?? said.name
  if (typeof name === 'string') return name
  throw invalid('Required parameter: name')
}
