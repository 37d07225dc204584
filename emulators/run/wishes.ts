import * as z from 'zod'
import { Refusal } from '../kit/refusal.ts'
import type { TaskTemplate } from './template.ts'

export const Labels = z.record(z.string(), z.string()).optional()

/** The fields that nothing here acts on, as they were said, without those that only the service says. */
export function given(wish: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name: _, uri: __, etag: ___, uid: ____, ...rest } = wish
  return rest
}

/** What a mask names of it. */
export const chosen = (said: Readonly<Record<string, unknown>>, mask: string) =>
  Object.fromEntries(
    mask.split(',').map((path) => {
      const [field = ''] = path.split('.')
      return [field, said[field]]
    }),
  )

export function checkEtag({ etag }: { readonly etag: string }, given: string | undefined): void {
  if (given === undefined || given === '' || given === etag) return
  throw new Refusal('ABORTED', 'Conflict for resource: version does not match.')
}

export function checkTemplate({
  containers: [container],
  volumes = [],
}: Pick<TaskTemplate, 'containers' | 'volumes'>): void {
  for (const { name, mountPath } of container?.volumeMounts ?? []) {
    if (volumes.some((volume) => volume.name === name)) continue
    throw new Refusal(
      'INVALID_ARGUMENT',
      `The mount of ${mountPath} names a volume that is not there: ${name}`,
    )
  }
  if (container?.env?.some(({ name }) => reserved.has(name))) {
    throw new Refusal('INVALID_ARGUMENT', 'The following reserved env names were provided: PORT.')
  }
}

const reserved = new Set(['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION'])
