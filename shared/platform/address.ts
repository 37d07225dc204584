import { isIP } from 'node:net'

/**
 * Where a request comes from. Each proxy adds whom it heard from to the end of `X-Forwarded-For`, so that with so many
 * proxies of ours in front, the caller is as far from the end: what stands before that, anybody may have written.
 */
export function addressOf(
  forwardedFor: string | undefined,
  peer: string | undefined,
  trustedProxies: number,
): string | undefined {
  const hops = (forwardedFor ?? '').split(',')
  const said = trustedProxies === 0 ? peer : hops.at(-trustedProxies)
  const address = said?.trim().replace(/^::ffff:(?=\d+\.)/i, '') ?? ''
  return isIP(address) ? address : undefined
}
