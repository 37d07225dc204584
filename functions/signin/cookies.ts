import { parse, serialize } from 'hono/utils/cookie'
import * as z from 'zod'
import { Journey } from '../../shared/oidc/oidc.ts'
import type { Plane } from '../../shared/plane.ts'
import { epochMs, plusSeconds } from '../../shared/platform/clock.ts'
import { limits } from '../../shared/platform/limits.ts'

const Departure = z.object({
  journey: Journey,
  returnTo: z.string().nullable(),
  expiresAt: z.string(),
})
type Departure = z.output<typeof Departure>

/** What a browser is given for its way to the identity provider and back. It can neither read nor change it. */
export async function departure(
  plane: Plane,
  journey: Journey,
  returnTo: string | null,
): Promise<string> {
  const expiresAt = plusSeconds(plane.clock.now(), limits.signinJourneySecondsMax)
  const sealed = await plane.vault.seal(JSON.stringify({ journey, returnTo, expiresAt }))
  // Lax: the way back begins on another site.
  return cookie(plane, journeyName, sealed, 'Lax', limits.signinJourneySecondsMax)
}

/** What was given to it, where it is whole and not too old. */
export async function departureIn(plane: Plane, header: string): Promise<Departure | undefined> {
  const sealed = parse(header, journeyName)[journeyName]
  if (!sealed) return undefined
  try {
    const read = Departure.parse(JSON.parse(await plane.vault.open(sealed)))
    return epochMs(read.expiresAt) > epochMs(plane.clock.now()) ? read : undefined
  } catch {
    return undefined
  }
}

export const refreshCookie = (plane: Plane, token: string): string =>
  cookie(plane, refreshName, token, 'Strict', limits.signinSecondsMax)

export const refreshTokenIn = (header: string): string | undefined =>
  parse(header, refreshName)[refreshName]

/** Takes both back. */
export const noCookies = (plane: Plane): readonly string[] => [
  cookie(plane, journeyName, '', 'Lax', 0),
  cookie(plane, refreshName, '', 'Strict', 0),
]

/** Out of reach of scripts, and sent to where it is needed alone. */
const cookie = (
  { publicUrl }: Plane,
  name: string,
  value: string,
  sameSite: 'Lax' | 'Strict',
  maxAge: number,
) =>
  serialize(name, value, {
    path: '/v1',
    httpOnly: true,
    sameSite,
    maxAge,
    // A browser sends none of these over plain HTTP, which is only for one's own machine.
    secure: publicUrl.startsWith('https:'),
  })

const journeyName = 'onmemos_journey'
const refreshName = 'onmemos_refresh'
