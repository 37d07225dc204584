import type { Place } from '../names.ts'

/** A request, as far as it says where what it asks for is. */
export interface Named {
  readonly url: string
  param(name: 'project'): string
}

/** `us-central1-run.example.com`: the region is in the host's name, and `run.example.com` is all of them. */
export function placeOfRequest(req: Named): Place {
  const [, location = '-'] = /^(.+)-run\./.exec(new URL(req.url).hostname) ?? []
  return { project: req.param('project'), location }
}
