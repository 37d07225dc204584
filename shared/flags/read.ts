import type { Firestore } from '@google-cloud/firestore'
import { LRUCache } from 'lru-cache'
import type { FlagName } from '../contract/flags.ts'
import { read } from '../firestore/collection.ts'
import { type Clock, epochMs } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type Flag, flagDocuments, isOn } from './flag.ts'

/** Asks whether a switch is on for an account. */
export type FlagOf = (name: FlagName, accountId: string) => Promise<boolean>

/** A change is felt everywhere within `flagCacheSeconds`. */
export function flagReader(db: Firestore, clock: Clock): FlagOf {
  const kept = new LRUCache<FlagName, { at: number; flag: Promise<Flag | undefined> }>({ max: 100 })
  return async (name, accountId) => {
    const now = epochMs(clock.now())
    const known = kept.get(name)
    if (known && now - known.at < limits.flagCacheSeconds * 1_000) {
      return isOn(name, await known.flag, accountId)
    }
    const flag = read(db, flagDocuments, name)
    kept.set(name, { at: now, flag })
    // What could not be read is not known: it is asked again.
    flag.catch(() => kept.delete(name))
    return isOn(name, await flag, accountId)
  }
}

/** Refuses with `switched_off` what is switched off for an account. */
export async function mustBeOn(flag: FlagOf, name: FlagName, accountId: string): Promise<void> {
  if (await flag(name, accountId)) return
  throw new Fault('switched_off', 'this is switched off for now; try again later')
}
