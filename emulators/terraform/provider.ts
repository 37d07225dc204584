import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js'
import type { Google } from './google.ts'
import { numberOf } from './kinds.ts'
import type { Place } from './plan.ts'
import { diagnosticOf, Refusal } from './refusal.ts'
import { resources } from './resources.ts'
import type { Schemas } from './schema.ts'
import type { Store } from './store.ts'
import { type DynamicValue, type Fields, fieldsOf, textIn, wired } from './values.ts'
import { wiredSchema } from './wire.ts'

/** What Terraform asks of a provider, answered for Google's from their schemas. */
export function provider(
  schemas: Schemas,
  store: Store,
  google: Google,
): UntypedServiceImplementation {
  let place: Place = { project: undefined, region: undefined }
  const of = (type: string) => {
    const block = schemas.resources[type]
    if (!block) throw new Refusal(`there is no ${type}`)
    return resources(type, block, store, google)
  }
  return {
    GetProviderSchema: answering(async () => ({
      provider: wiredSchema(schemas.provider),
      resource_schemas: mapped(schemas.resources, wiredSchema),
      data_source_schemas: mapped(schemas.data, wiredSchema),
    })),
    ValidateProviderConfig: answering(async () => ({})),
    // Terraform itself holds a configuration against the schema.
    ValidateResourceConfig: answering(async () => ({})),
    ValidateDataResourceConfig: answering(async () => ({})),
    ConfigureProvider: answering(async ({ config }: { config: DynamicValue }) => {
      const fields = fieldsOf(config) ?? {}
      place = { project: textIn(fields, 'project'), region: textIn(fields, 'region') }
      return {}
    }),
    UpgradeResourceState: answering(
      async ({ raw_state: stored }: { raw_state: { json: Buffer } }) => ({
        upgraded_state: wired(JSON.parse(stored.json.toString())),
      }),
    ),
    ReadResource: answering(async ({ type_name: type, current_state: current }: Current) => {
      const state = fieldsOf(current)
      return { new_state: wired(state && of(type).read(state)) }
    }),
    PlanResourceChange: answering(async (change: Proposal) => {
      const prior = fieldsOf(change.prior_state)
      const proposed = fieldsOf(change.proposed_new_state)
      const { planned, replaces } = of(change.type_name).plan(prior, proposed, place)
      return {
        planned_state: wired(planned),
        requires_replace: replaces.map((name) => ({ steps: [{ attribute_name: name }] })),
      }
    }),
    ApplyResourceChange: answering(
      async (change: Change) => {
        const prior = fieldsOf(change.prior_state)
        const planned = fieldsOf(change.planned_state)
        const config = fieldsOf(change.config) ?? {}
        return { new_state: wired(await applied(change.type_name, prior, planned, config)) }
      },
      // What failed to change is what it was.
      ({ prior_state: prior }: Change) => ({ new_state: prior }),
    ),
    ReadDataSource: answering(async ({ type_name: type, config }: Named) => {
      if (type !== 'google_project') throw new Refusal(`there is no data source ${type}`)
      const fields = fieldsOf(config) ?? {}
      const id = textIn(fields, 'project_id') ?? place.project ?? ''
      const known = { id: `projects/${id}`, project_id: id, name: id, number: numberOf(id) }
      return { state: wired({ ...fields, ...known }) }
    }),
    StopProvider: answering(async () => ({})),
  }

  async function applied(
    type: string,
    prior: Fields | null,
    planned: Fields | null,
    config: Fields,
  ) {
    const kind = of(type)
    if (planned && prior) return kind.update(prior, planned, config, place)
    if (planned) return kind.create(planned, config, place)
    if (prior) await kind.remove(prior)
    return null
  }
}

interface Named {
  readonly type_name: string
  readonly config: DynamicValue
}
interface Current {
  readonly type_name: string
  readonly current_state: DynamicValue
}
interface Change extends Named {
  readonly prior_state: DynamicValue
  readonly planned_state: DynamicValue
}
interface Proposal extends Change {
  readonly proposed_new_state: DynamicValue
}

/** Answers a call; what it throws becomes what Terraform prints. */
const answering =
  <Q>(answer: (request: Q) => Promise<object>, otherwise: (request: Q) => object = () => ({})) =>
  ({ request }: ServerUnaryCall<Q, object>, done: sendUnaryData<object>) => {
    answer(request).then(
      (reply) => done(null, reply),
      (cause) => done(null, { ...otherwise(request), diagnostics: [diagnosticOf(cause)] }),
    )
  }

const mapped = <V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
