import { etagOf, type Ground, newMeta, next } from './ground.ts'
import { idOf, missing } from './names.ts'
import type { Revision, Service } from './state.ts'

export function newRevision(ground: Ground, service: Service): Revision {
  const { name, template, generation } = service
  const number = String(next(ground.state)).padStart(5, '0')
  const id = template.revision ?? `${idOf(name)}-${number}-emu`
  const revision: Revision = {
    name: `${name}/revisions/${id}`,
    ...newMeta(ground),
    generation,
    labels: template.labels ?? {},
    annotations: {},
    service: name,
    template: structuredClone(template),
    conditions: [],
    reconciling: true,
    etag: etagOf(ground.state),
  }
  ground.state.revisions[revision.name] = revision
  return revision
}

/** As the API shows it: what its template says, beside what is its own. */
export function viewRevision({ template, ...own }: Revision) {
  const { labels: _, revision: __, ...rest } = template
  return { ...rest, ...own, service: idOf(own.service) }
}

export function findRevision({ state }: Ground, name: string) {
  const revision = state.revisions[name]
  if (revision) return viewRevision(revision)
  throw missing('REVISION', name)
}

export const listRevisions = ({ state }: Ground, service: string) => ({
  revisions: Object.values(state.revisions)
    .filter((revision) => revision.service === service)
    .map(viewRevision),
})
