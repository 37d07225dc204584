import type { Account } from '../accounts/account.ts'
import { type Key, keyOf } from '../accounts/use.ts'
import type { Scope } from '../contract/route.ts'
import { Fault, type Flaw } from '../platform/faults.ts'
import type { Passport } from './passport.ts'

/** What a passport is to be allowed, as far as it is said. */
export interface Wish {
  readonly scopes?: readonly Scope[] | undefined
  readonly expires_at?: string | null | undefined
  readonly providers?: Passport['providers'] | undefined
  readonly templates?: Passport['templates'] | undefined
  readonly limits?: { readonly [K in keyof Key['limits']]?: number | null | undefined } | undefined
}

/**
 * Throws `above_parent`, with all that is wrong, where a wish goes beyond the passport it is to be made from. This is
 * courtesy: at every use a passport is bounded by each in its lineage as that then is.
 */
export function mustBeWithin(wish: Wish, parent: Passport, account: Account): void {
  const theirs = keyOf(account, parent.id).limits
  const flaws = [
    ...beyond('scopes', wish.scopes, parent.scopes),
    ...beyond('providers', wish.providers, parent.providers),
    ...beyond('templates', wish.templates, parent.templates),
    ...later(wish.expires_at, parent.expires_at),
    ...Object.entries(theirs).flatMap(([name, most]) => {
      const wanted = Object.entries(wish.limits ?? {}).find(([other]) => other === name)?.[1]
      return above(name, wanted, most)
    }),
  ]
  if (flaws.length === 0) return
  const summary = flaws.map(({ location, message }) => `${location}: ${message}`).join('; ')
  throw new Fault('above_parent', summary, { flaws })
}

function beyond(
  name: string,
  wanted: readonly string[] | null | undefined,
  most: readonly string[] | null,
): readonly Flaw[] {
  if (!wanted || !most) return []
  const more = wanted.filter((one) => !most.includes(one))
  if (more.length === 0) return []
  return [{ location: `body.${name}`, message: `the parent lacks ${more.join(', ')}` }]
}

function later(wanted: string | null | undefined, last: string | null): readonly Flaw[] {
  if (!wanted || !last || wanted <= last) return []
  return [{ location: 'body.expires_at', message: `the parent expires at ${last}` }]
}

function above(name: string, wanted: number | null | undefined, most: number | null) {
  if (most === null || wanted === null || wanted === undefined || wanted <= most) return []
  return [{ location: `body.limits.${name}`, message: `the parent has ${most}` }]
}
