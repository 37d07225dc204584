import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { type FlagName, FlagSetting, flags } from '../contract/flags.ts'
import { collection } from '../firestore/collection.ts'
import { sha256 } from '../platform/ids.ts'

/** What an administrator has said of a switch. */
export const Flag = FlagSetting.extend({ name: z.string(), changed_at: Timestamp })
export type Flag = z.output<typeof Flag>

export const flagDocuments = collection('flags', Flag)

/** Whether it is on for an account; where nobody has set it, it is. */
export function isOn(name: FlagName, flag: Flag | undefined, accountId: string): boolean {
  if (!flag) return true
  return flag.accounts[accountId] ?? shareOf(name, accountId) < flag.percent
}

/** From 0 to 99, always the same for an account, another for each switch. */
const shareOf = (name: FlagName, accountId: string): number =>
  sha256(`${name} ${accountId}`).readUInt32BE() % 100

export const viewFlag = (name: FlagName, flag: Flag | undefined) => ({
  ...{ percent: 100, accounts: {}, changed_at: null },
  ...flag,
  name,
  summary: flags[name],
})

export const flagNames = Object.keys(flags).filter((name): name is FlagName => name in flags)
