import * as z from 'zod'
import { type FaultCode, faults } from '../shared/contract/faults.ts'
import { type NamedRoute, routes } from '../shared/contract/index.ts'
import type { Route } from '../shared/contract/route.ts'
import { spellings } from '../shared/contract/spellings.ts'

/** OpenAPI 3.1 of every route, both faces. */
export function openapi() {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const line of routes) {
    paths[line.route.path] ??= {}
    Object.assign(paths[line.route.path] ?? {}, {
      [line.route.method.toLowerCase()]: operation(line),
    })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'OnMemOS',
      version: '1',
      description: 'Isolated development and agent sessions, paid from prepaid credits.',
    },
    servers: [
      { url: 'http://127.0.0.1:8080', description: 'Public, local' },
      { url: 'http://127.0.0.1:8001', description: 'Admin, local' },
    ],
    paths,
    components: {
      securitySchemes: {
        passport: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
        admin: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: { Problem: problem },
    },
  }
}

const operation = ({ noun, verb, route }: NamedRoute) => ({
  operationId: spellings(noun, verb).operationId,
  summary: route.summary,
  tags: [noun],
  security: securityOf(route),
  ...(route.scope ? { 'x-scope': route.scope } : {}),
  parameters: [
    ...parameters('path', route.params),
    ...parameters('query', route.query),
    ...parameters('header', route.headers),
  ],
  ...(route.body
    ? {
        requestBody: { content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
      }
    : {}),
  ...(route.isRaw && route.method === 'PUT'
    ? { requestBody: { content: { 'application/octet-stream': {} } } }
    : {}),
  ...(route.isSigned ? { requestBody: { content: { 'application/json': {} } } } : {}),
  responses: {
    [route.status]: {
      description: route.summary,
      content: { [mediaType(route)]: { schema: schemaOf(route.output, 'output') } },
    },
    ...refusals(route),
  },
})

const mediaType = (route: Route) =>
  route.mediaType ??
  (route.isRaw && route.method === 'GET' ? 'application/octet-stream' : undefined) ??
  (route.isStream ? 'application/x-ndjson' : 'application/json')

function securityOf({ face, scope }: Route) {
  if (face === 'admin') return [{ admin: [] }, { bearer: [] }]
  return scope ? [{ passport: [] }, { bearer: [] }] : []
}

function parameters(place: string, schema: z.ZodObject | undefined) {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(field, 'input'),
  }))
}

/** What any route refuses, and what this one does; codes that share a status stand together. */
function refusals(route: Route) {
  const byStatus = new Map<number, FaultCode[]>()
  for (const code of [...everywhere(route), ...route.errors]) {
    const codes = byStatus.get(faults[code].status)
    if (codes) codes.push(code)
    else byStatus.set(faults[code].status, [code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `${faults[code].title} (\`${code}\`)`).join('; '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}

const everywhere = (route: Route): FaultCode[] => [
  ...(securityOf(route).length > 0 ? (['unauthenticated'] as const) : []),
  ...(route.face === 'admin' ? (['not_allowed'] as const) : []),
  ...(route.scope ? (['missing_scope', 'address_not_allowed', 'too_many_requests'] as const) : []),
  ...(route.body
    ? (['malformed_request', 'body_too_large', 'unsupported_media_type'] as const)
    : []),
  ...(route.body || route.query || route.headers ? (['invalid_request'] as const) : []),
  'internal',
]

const schemaOf = (schema: z.core.$ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: Object.keys(faults) },
    error: { type: 'string', description: 'The same as `detail`' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { location: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
