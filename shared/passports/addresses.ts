import { BlockList, isIP } from 'node:net'

/** Whether an address is one of these, or in one of these ranges. One that is not known is in none. */
export function isWithin(address: string | null, ranges: readonly string[]): boolean {
  const family = address === null ? undefined : familyOf(address)
  return address !== null && family !== undefined && listOf(ranges).check(address, family)
}

function listOf(ranges: readonly string[]): BlockList {
  const known = lists.get(ranges)
  if (known) return known
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/')
    const family = familyOf(network)
    if (prefix === undefined) list.addAddress(network, family)
    else list.addSubnet(network, Number(prefix), family)
  }
  lists.set(ranges, list)
  return list
}

/** A passport in the cache keeps its array, and so its list. */
const lists = new WeakMap<readonly string[], BlockList>()

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6'
}
