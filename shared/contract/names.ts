import { routes } from './index.ts'
import type { Route } from './route.ts'
import { spellings } from './spellings.ts'

/** The name of a route: `sessions.create`. One that is in no table is called by its method and path. */
export const nameOf = (route: Route): string => names.get(route) ?? `${route.method} ${route.path}`

const names = new Map(
  routes.map(({ noun, verb, route }) => [route, spellings(noun, verb).operationId]),
)
