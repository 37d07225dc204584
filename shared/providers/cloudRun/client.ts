import * as z from 'zod'
import { limits } from '../../platform/limits.ts'
import { Refused, Seen, type Services } from './services.ts'

export interface ApiSettings {
  /** Such as `https://run.googleapis.com`. */
  readonly url: string
  /** `none` is for an emulator, which asks for no proof. */
  readonly credentials: 'default' | 'none'
}

/** Cloud Run's API by Google's client. It is large, so it is loaded by whoever comes to need it. */
export function googleServices(settings: ApiSettings): () => Promise<Services> {
  let connected: Promise<Services> | undefined
  return () => {
    connected ??= connect(settings)
    return connected
  }
}

async function connect({ url, credentials }: ApiSettings): Promise<Services> {
  const [{ ServicesClient }, { googleAuthLibrary }] = await Promise.all([
    import('@google-cloud/run'),
    import('google-gax'),
  ])
  const { protocol, hostname, port } = new URL(url)
  const client = new ServicesClient({
    // REST everywhere, so that what is proven against an emulator is what runs.
    fallback: true,
    protocol: protocol.slice(0, -1),
    apiEndpoint: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(credentials === 'none' ? { authClient: new googleAuthLibrary.PassThroughClient() } : {}),
  })
  const call = { timeout: limits.providerCallTimeoutMs }
  return {
    get: (name) =>
      unless(
        missing,
        undefined,
        client.getService({ name }, call).then(([service]) => Seen.parse(service)),
      ),
    create: async (parent, serviceId, service) => {
      try {
        await client.createService({ parent, serviceId, service }, call)
        return 'begun'
      } catch (cause) {
        const status = statusOf(cause)
        if (status === conflict) return 'taken'
        const isPassing = outOfRoom.has(status)
        if (isPassing || wrong.has(status)) throw new Refused(wordsOf(cause), { isPassing, cause })
        throw cause
      }
    },
    allow: async (resource, emails) => {
      const members = emails.map((email) => `serviceAccount:${email}`)
      const policy = { bindings: [{ role: 'roles/run.invoker', members }] }
      await client.setIamPolicy({ resource, policy }, call)
    },
    remove: async ({ name, etag }) => {
      await unless(missing, undefined, client.deleteService({ name, etag }, call))
    },
    list: async (parent) => {
      const [services] = await client.listServices({ parent }, call)
      return services.map((service) => Seen.parse(service))
    },
  }
}

async function unless<T, U>(status: number, instead: U, answer: Promise<T>): Promise<T | U> {
  try {
    return await answer
  } catch (cause) {
    if (statusOf(cause) === status) return instead
    throw cause
  }
}

const missing = 404
const conflict = 409
const outOfRoom = new Set([429, 503])
/** A wish that is not understood, or not allowed. */
const wrong = new Set([400, 403])

const Coded = z.object({ code: z.number() })
const statusOf = (cause: unknown) => Coded.safeParse(cause).data?.code ?? 0

/** By REST the client's message is the answer's whole body. */
function wordsOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  try {
    return z.object({ error: z.object({ message: z.string() }) }).parse(JSON.parse(message)).error
      .message
  } catch {
    return message
  }
}
