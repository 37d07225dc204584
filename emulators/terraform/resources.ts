import type { Google } from './google.ts'
import { type Kind, kinds, numberOf } from './kinds.ts'
import { idOf, type Place, plan } from './plan.ts'
import { checkReferences, namedBy } from './references.ts'
import { Refusal } from './refusal.ts'
import type { Block } from './schema.ts'
import type { Store } from './store.ts'
import { type Fields, textIn, Unknown, type Value } from './values.ts'

/** What the provider does with one type's resources. */
export function resources(type: string, block: Block, store: Store, google: Google) {
  const kind = kinds[type]
  if (!kind) throw new Error(`${type} is in no table: see emulators/terraform/kinds.ts`)
  return {
    plan: (prior: Fields | null, proposed: Fields | null, place: Place) =>
      plan(block, kind, prior, proposed, place),
    read: (state: Fields): Fields | null =>
      store.find(type, textIn(state, 'id') ?? '')?.fields ?? null,

    async create(planned: Fields, config: Fields, place: Place): Promise<Fields> {
      const id = idOf(kind, idParts(planned, place))
      checkService(kind, store, textIn(planned, 'project') ?? place.project)
      checkReferences(type, kind, planned, store)
      const fields = settled(block, kind, planned, id, place)
      store.add({ type, id, fields })
      try {
        const told = await google.create(type, fields, config)
        const all = { ...fields, ...told }
        store.replace({ type, id, fields: all })
        return all
      } catch (cause) {
        store.remove({ type, id })
        throw cause
      }
    },

    async update(prior: Fields, planned: Fields, config: Fields, place: Place): Promise<Fields> {
      const id = textIn(prior, 'id') ?? ''
      if (!store.find(type, id)) throw new Refusal(`Error 404: ${type} ${id} does not exist`)
      checkReferences(type, kind, planned, store)
      const fields = settled(block, kind, planned, id, place)
      const all = { ...fields, ...(await google.update(type, fields, config)) }
      store.replace({ type, id, fields: all })
      return all
    },

    async remove(prior: Fields): Promise<void> {
      const id = textIn(prior, 'id') ?? ''
      const kept = store.find(type, id)
      if (!kept) return
      const { keeps } = kind
      if (keeps && isKept(prior[keeps.argument] ?? null, keeps)) {
        throw new Refusal(`cannot destroy ${id}: ${keeps.argument} keeps it`)
      }
      const [user] = namedBy(kept, store, kinds)
      if (user) throw new Refusal(`Error 400: ${id} is in use by ${user.id}`)
      await google.remove(type, prior)
      store.remove(kept)
    },
  }
}

/** `deletion_protection` keeps unless it is off; a state keeps where it is the one that does. */
const isKept = (value: Value, { unless }: NonNullable<Kind['keeps']>) =>
  typeof unless === 'boolean' ? value !== unless : value === unless

/** What is still unknown is said now, by the table or not at all. */
function settled(block: Block, kind: Kind, planned: Fields, id: string, place: Place): Fields {
  const project = textIn(planned, 'project') ?? place.project ?? ''
  const told: Fields = {
    effective_labels: planned.labels ?? null,
    terraform_labels: planned.labels ?? null,
    ...kind.told?.(planned, { id, project, number: numberOf(project) }),
    id,
  }
  return Object.fromEntries(
    Object.keys({ ...block.attributes, ...block.blocks }).map((name) => {
      const value = planned[name] ?? null
      return [name, value instanceof Unknown ? (told[name] ?? null) : value]
    }),
  )
}

/** An index is its fields, in order; a schedule of backups is how often there is one. */
function idParts(planned: Fields, { project }: Place): Fields {
  return {
    project: project ?? null,
    database: '(default)',
    ...Object.fromEntries(Object.entries(planned).filter(([, value]) => value !== null)),
    fields: JSON.stringify(planned.fields ?? []),
    retention: planned.daily_recurrence ? 'daily' : 'weekly',
    secret_data_wo_version: String(planned.secret_data_wo_version ?? 1),
  }
}

function checkService({ service }: Kind, store: Store, project: string | undefined): void {
  if (!service || store.find('google_project_service', `${project}/${service}`)) return
  throw new Refusal(
    `Error 403: ${service} has not been used in project ${project} before or it is disabled. Switch it on, and let what needs it depend on that.`,
  )
}
