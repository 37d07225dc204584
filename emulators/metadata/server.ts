import { Hono } from 'hono'
import { type Clock, realClock } from '../../shared/platform/clock.ts'
import { newSigner, type Signer } from '../kit/identity.ts'
import { type Served, served } from '../kit/served.ts'

export interface Metadata extends Served {
  readonly email: string
  /** Whom an ID token proves to an audience; null where it proves nobody. */
  whoIs(token: string, audience: string): Promise<string | null>
}

export interface MetadataOptions {
  readonly projectId: string
  /** The service account whose machine this is. */
  readonly email: string
  readonly port?: number
  readonly clock?: Clock
  /** Who signs for it, where others are to believe what several of these say. */
  readonly signer?: Signer
}

/** What a machine of Google's knows of itself, on loopback; for clients that have `GCE_METADATA_HOST`. */
export async function openMetadata(options: MetadataOptions): Promise<Metadata> {
  const { email, port, clock = realClock } = options
  const signer = options.signer ?? (await newSigner(clock))
  return { ...(await served(metadataApp(options, signer), port)), email, whoIs: signer.whoIs }
}

function metadataApp({ projectId, email }: MetadataOptions, { tokenFor }: Signer): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    if (context.req.header('metadata-flavor') !== 'Google') return context.text('Forbidden', 403)
    await next()
    context.header('metadata-flavor', 'Google')
    return undefined
  })
  const account = '/computeMetadata/v1/instance/service-accounts/:account{default|.+@.+}'
  app.get('/computeMetadata/v1/instance', (context) => context.json({}))
  app.get('/computeMetadata/v1/project/project-id', (context) => context.text(projectId))
  app.get('/computeMetadata/v1/project/numeric-project-id', (context) => context.text('1'))
  app.get(`${account}/email`, (context) => context.text(email))
  app.get(`${account}/identity`, (context) => {
    const audience = context.req.query('audience')
    return audience
      ? context.text(tokenFor(email, audience))
      : context.text('non-empty audience parameter required', 400)
  })
  app.get(`${account}/token`, (context) =>
    // The same proof: what asks for access tokens here can say who it is.
    context.json({
      access_token: tokenFor(email, accessAudience),
      expires_in: 3_600,
      token_type: 'Bearer',
    }),
  )
  return app
}

/** What an access token of ours says it is for. */
export const accessAudience = 'https://www.googleapis.com/auth/cloud-platform'
