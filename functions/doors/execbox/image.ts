import type * as z from 'zod'
import type { Session } from '../../../shared/contract/session.ts'
import { Fault } from '../../../shared/platform/faults.ts'

type Template = z.output<typeof Session>['template']

/** The template that stands for an image. Other images would need a registry, and are refused. */
export function templateFor(image: string): Template {
  const [name = ''] = (image.split('/').at(-1) ?? '').split(/[:@]/)
  const template = templates[name]
  if (template) return template
  const known = Object.keys(templates).join(', ')
  throw new Fault('unsupported', `there is no image ${image} here; use one of ${known}`)
}

const templates: Readonly<Record<string, Template>> = {
  base: 'base',
  alpine: 'base',
  busybox: 'base',
  debian: 'base',
  ubuntu: 'base',
  python: 'python',
  node: 'nodejs',
  nodejs: 'nodejs',
  golang: 'go',
  go: 'go',
}
