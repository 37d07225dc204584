import * as z from 'zod'
import { Fault } from '../../platform/faults.ts'

/** What the daemon answers; a fault where it does not, or refuses. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    throw cause instanceof Fault ? cause : faultOf(cause)
  }
}

/** The same, and nothing where there is no such thing. */
export const ifThere = <T>(answer: Promise<T>): Promise<T | undefined> =>
  asked(
    answer.catch((cause: unknown) => {
      if (statusOf(cause) === 404) return undefined
      throw cause
    }),
  )

/** For what is as it should be already: 304 and 409 say so of a container's state, 404 that it is gone. */
export const unlessSo = async (answer: Promise<unknown>): Promise<void> =>
  asked(
    answer.then(
      () => undefined,
      (cause: unknown) => {
        if (![304, 404, 409].includes(statusOf(cause) ?? 0)) throw cause
      },
    ),
  )

export const statusOf = (cause: unknown): number | undefined =>
  Refused.safeParse(cause).data?.statusCode

const Refused = z.object({ statusCode: z.int() })

function faultOf(cause: unknown): Fault {
  const said = cause instanceof Error ? cause.message : String(cause)
  return statusOf(cause) === undefined
    ? new Fault('provider_unavailable', `the Docker daemon does not answer: ${said}`, { cause })
    : new Fault('provider_unavailable', `the Docker daemon refuses: ${said}`, { cause })
}
