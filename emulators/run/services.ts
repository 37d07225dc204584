import * as z from 'zod'
import { read } from '../kit/read.ts'
import { Refusal } from '../kit/refusal.ts'
import { condition, etagOf, type Ground, newMeta } from './ground.ts'
import { checkId, idOf, missing, type Place, placeName, placeOf } from './names.ts'
import { operate } from './operations.ts'
import { page } from './page.ts'
import { newRevision } from './revisions.ts'
import type { Operation, Service } from './state.ts'
import { Template } from './template.ts'
import { checkEtag, checkTemplate, chosen, given, Labels } from './wishes.ts'

/** What a caller may say of a service; what only the service says is passed over, as Google does. */
export const Wish = z.looseObject({ labels: Labels, annotations: Labels, template: Template })
export type Wish = z.output<typeof Wish>

export async function createService(
  ground: Ground,
  place: Place,
  id: string,
  body: unknown,
): Promise<Operation> {
  checkId(id, 'service')
  const name = `${placeName(place)}/services/${id}`
  const { state } = ground
  if (state.services[name]) throw new Refusal('ALREADY_EXISTS', `Resource '${id}' already exists.`)
  const wish = read(Wish, body)
  checkTemplate(wish.template)
  const service: Service = {
    ...given(wish),
    name,
    ...newMeta(ground),
    labels: wish.labels ?? {},
    annotations: wish.annotations ?? {},
    template: wish.template,
    reconciling: true,
    conditions: [],
    terminalCondition: condition(ground, 'Ready', 'CONDITION_RECONCILING'),
    uri: '',
  }
  // The name is taken before anything is waited for.
  state.services[name] = service
  service.uri = await ground.host.address(name)
  service.urls = [service.uri]
  return roll(ground, service)
}

export function findService({ state }: Ground, name: string): Service {
  const service = state.services[name]
  if (service) return service
  throw missing('SERVICE', name)
}

export function listServices({ state }: Ground, place: Place, query: URLSearchParams) {
  const prefix = `${placeName(place)}/services/`
  const all = Object.values(state.services).filter(
    ({ name }) => place.location === '-' || name.startsWith(prefix),
  )
  const { items, ...more } = page(all, query)
  return { services: items, ...more }
}

/** Without a mask all that a caller may say is replaced; with one, what it names. */
export function patchService(
  ground: Ground,
  name: string,
  body: unknown,
  mask: string | null,
): Operation {
  const service = findService(ground, name)
  const said = z.looseObject({ etag: z.string().optional() }).parse(body)
  checkEtag(service, said.etag)
  const wish = read(Wish, mask ? { ...service, ...chosen(said, mask) } : said)
  checkTemplate(wish.template)
  Object.assign(service, given(wish), {
    labels: wish.labels ?? {},
    annotations: wish.annotations ?? {},
    template: wish.template,
    generation: String(Number(service.generation) + 1),
    updateTime: ground.clock.now(),
    etag: etagOf(ground.state),
    reconciling: true,
  })
  return roll(ground, service)
}

export function deleteService(ground: Ground, name: string, etag: string | undefined): Operation {
  const service = findService(ground, name)
  checkEtag(service, etag)
  const { state, host } = ground
  delete state.services[name]
  delete state.policies[name]
  for (const [revision, { service: of }] of Object.entries(state.revisions)) {
    if (of === name) delete state.revisions[revision]
  }
  const subject = { ...service, deleteTime: ground.clock.now() }
  return operate(ground, { place: placeOf(name), kind: 'Service', subject }, async () => {
    await host.remove(name)
    return subject
  })
}

/** A revision of what it now says, which serves as soon as one instance of it is well. */
function roll(ground: Ground, service: Service): Operation {
  const revision = newRevision(ground, service)
  service.latestCreatedRevision = revision.name
  const { name } = service
  return operate(ground, { place: placeOf(name), kind: 'Service', subject: service }, async () => {
    const fault = await ground.host.serve(name, revision)
    // It was deleted, or rolled on, meanwhile.
    if (service.latestCreatedRevision !== revision.name) return service
    const ready = condition(
      ground,
      'Ready',
      fault ? 'CONDITION_FAILED' : 'CONDITION_SUCCEEDED',
      fault,
    )
    revision.conditions = [ready]
    revision.reconciling = false
    Object.assign(service, {
      reconciling: false,
      observedGeneration: service.generation,
      terminalCondition: ready,
      conditions: ['RoutesReady', 'ConfigurationsReady'].map((type) => ({ ...ready, type })),
      ...(fault ? {} : { latestReadyRevision: revision.name }),
    })
    if (fault) throw new Refusal('FAILED_PRECONDITION', failed(revision.name, fault))
    return service
  })
}

const failed = (revision: string, fault: string) =>
  `Revision '${idOf(revision)}' is not ready and cannot serve traffic. ${fault}`
