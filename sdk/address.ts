import type { Route } from '../shared/contract/route.ts'
import type { AnyParts } from './call.ts'

/** The route's URL, with its parameters filled in. */
export function address(baseUrl: string, route: Route, { params = {}, query = {} }: AnyParts) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => segment(name, params[name]))
  const url = new URL(baseUrl + path)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

// URLs take these for a path, encoded or not: the request would go to another route.
const unaddressable = new Set(['', '.', '..'])

function segment(name: string, value: unknown) {
  const text = String(value ?? '')
  if (unaddressable.has(text)) throw new TypeError(`"${text}" cannot be the ${name} in a URL`)
  return encodeURIComponent(text)
}
