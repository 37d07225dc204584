import type { Firestore } from '@google-cloud/firestore'
import { Fault } from '../platform/faults.ts'
import { type StorageResource, storageResources } from './resource.ts'

/** The id of what an account has stored under a name. Of several of one name the newest is meant. */
export async function idOfNamed(
  db: Firestore,
  accountId: string,
  kind: StorageResource['kind'],
  name: string,
): Promise<string> {
  const { docs } = await db
    .collection(storageResources.name)
    .where('account_id', '==', accountId)
    .where('kind', '==', kind)
    .where('name', '==', name)
    .get()
  const found = docs
    .map((document) => storageResources.schema.parse(document.data()))
    .filter(({ deleted_at: deletedAt }) => deletedAt === null)
    .sort((one, other) => other.created_at.localeCompare(one.created_at))
  const [newest] = found
  if (!newest) throw new Fault('not_found', `no ${kind} called ${name}`)
  return newest.id
}
