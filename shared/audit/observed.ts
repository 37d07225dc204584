import type { Tx } from '../firestore/transact.ts'
import { limits } from '../platform/limits.ts'

/** What a transaction did, as far as an audit record tells of it. */
export interface Observed {
  readonly targets: readonly string[]
  /** Of the first document that belongs to one. */
  readonly accountId: string | null
}

/** A transaction that watches what is made, changed and removed through it. */
export function observing(tx: Tx): { tx: Tx; observed(): Observed } {
  const targets = new Set<string>()
  let accountId: string | null = null
  const saw = (collection: string, id: string, value?: object) => {
    if (unsaid.has(collection)) return
    targets.add(`${collection}/${id}`)
    accountId ??= collection === 'accounts' ? id : accountOf(value)
  }
  return {
    tx: {
      get: (from, id) => tx.get(from, id),
      async create(into, id, value) {
        const isMade = await tx.create(into, id, value)
        if (isMade) saw(into.name, id, value)
        return isMade
      },
      update(into, id, value) {
        saw(into.name, id, value)
        tx.update(into, id, value)
      },
      delete(from, id) {
        saw(from.name, id)
        tx.delete(from, id)
      },
    },
    observed: () => ({ targets: [...targets].slice(0, limits.auditTargetsMax), accountId }),
  }
}

/**
 * How it is carried out, and what it is written into, is not what was done; and an address that is taken stands under its
 * digest, which could be guessed.
 */
const unsaid = new Set(['outbox', 'audit', 'audit_chains', 'emails'])

const accountOf = (value: object | undefined): string | null =>
  value && 'account_id' in value && typeof value.account_id === 'string' ? value.account_id : null
