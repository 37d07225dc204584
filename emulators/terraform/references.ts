import type { Kind } from './kinds.ts'
import { Refusal } from './refusal.ts'
import type { Kept, Store } from './store.ts'
import { type Fields, textsAt } from './values.ts'

/** Google refuses what names something that is not there; its provider would say so no sooner either. */
export function checkReferences(type: string, kind: Kind, fields: Fields, store: Store): void {
  for (const [path, of] of Object.entries(kind.names ?? {})) {
    for (const name of textsAt(fields, path.split('.'))) {
      if (!isThere(store, of, name)) {
        throw new Refusal(`Error 404: ${type} names ${of} ${name}, which does not exist`)
      }
    }
  }
  for (const member of [...textsAt(fields, ['member']), ...textsAt(fields, ['members'])]) {
    if (!isMember(store, member)) {
      throw new Refusal(`Error 400: Service account ${member} does not exist.`)
    }
  }
}

/** Who still names a resource: it may not go before them. */
export const namedBy = (
  { type, id }: Kept,
  store: Store,
  kinds: Readonly<Record<string, Kind>>,
): readonly Kept[] =>
  store
    .all()
    .filter((other) =>
      Object.entries(kinds[other.type]?.names ?? {}).some(
        ([path, of]) =>
          of === type && textsAt(other.fields, path.split('.')).some((name) => is(id, name)),
      ),
    )

const isThere = (store: Store, type: string, name: string) =>
  store.all(type).some(({ id }) => is(id, name))

/** By its id, its address, or the last part of either. */
const is = (id: string, name: string) => {
  const path = name.replace(/^https:\/\/www\.googleapis\.com\/compute\/v1\//, '')
  return id === path || id.endsWith(`/${path}`)
}

/** Google's own agents are there without being made. */
const isMember = (store: Store, member: string) => {
  const email = /^serviceAccount:(.+@[a-z0-9-]+\.iam\.gserviceaccount\.com)$/.exec(member)?.[1]
  return (
    !email || /@gcp-sa-[a-z-]+\./.test(email) || isThere(store, 'google_service_account', email)
  )
}
