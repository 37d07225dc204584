import type { Firestore } from '@google-cloud/firestore'
import type { FlagName } from '../contract/flags.ts'
import { read } from '../firestore/collection.ts'
import type { Clock } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { keptFor } from '../platform/kept.ts'
import { limits } from '../platform/limits.ts'
import { type Flag, flagDocuments, isOn } from './flag.ts'

/** Asks whether a switch is on for an account. */
export type FlagOf = (name: FlagName, accountId: string) => Promise<boolean>

/** A change is felt everywhere within `flagCacheSeconds`. */
export function flagReader(db: Firestore, clock: Clock): FlagOf {
  const known = keptFor<FlagName, Flag | undefined>(limits.flagCacheSeconds, clock)
  return async (name, accountId) =>
    isOn(name, await known(name, () => read(db, flagDocuments, name)), accountId)
}

/** Refuses with `switched_off` what is switched off for an account. */
export async function mustBeOn(flag: FlagOf, name: FlagName, accountId: string): Promise<void> {
  if (await flag(name, accountId)) return
  throw new Fault('switched_off', 'this is switched off for now; try again later')
}
