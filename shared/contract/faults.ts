/** Everything that can be refused. A code added here is in OpenAPI, the SDK and the docs. */
export const faults = {
  malformed_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'No valid passport' },
  insufficient_credits: { status: 402, title: 'Not enough credits' },
  missing_scope: { status: 403, title: 'The passport lacks a scope' },
  not_found: { status: 404, title: 'Not found' },
  idempotency_conflict: { status: 409, title: 'The idempotency key was used for another request' },
  name_ambiguous: { status: 409, title: 'Several sessions have this name' },
  session_not_running: { status: 409, title: 'The session is not running' },
  body_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The request body is not JSON' },
  invalid_request: { status: 422, title: 'The request has invalid values' },
  too_many_sessions: { status: 429, title: 'Too many live sessions' },
  too_many_rows: { status: 422, title: 'More than a report may hold' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unsupported: { status: 501, title: 'Not available here' },
  contention: { status: 503, title: 'Too many changes at once' },
  provider_unavailable: { status: 503, title: 'The backend did not answer' },
  session_not_ready: { status: 503, title: 'The session is still starting' },
} as const

export type FaultCode = keyof typeof faults
