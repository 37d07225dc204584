import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { type StorageResource, storageResources } from './resource.ts'

export async function findStorage(tx: Tx, id: string): Promise<StorageResource> {
  const resource = await tx.get(storageResources, id)
  if (!resource) throw new Fault('not_found', `no storage ${id}`)
  return resource
}
