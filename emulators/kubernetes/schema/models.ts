import type { Kind } from '../kinds.ts'

/** The name of a kind's type in `schemas.json`. */
export const modelOf = ({ kind }: Pick<Kind, 'kind'>): string =>
  kind === 'Event' ? 'CoreV1Event' : `V1${kind}`
