import { join } from 'node:path'
import { planeFrom } from '../../functions/deps.ts'
import { byOwnNames, type Environment, settingsFrom } from '../../functions/settings.ts'
import type { Plane } from '../../shared/plane.ts'
import type { Log } from '../../shared/platform/log.ts'
import type { GoogleEmulators } from '../keeper/start.ts'
import type { Keys } from './keys.ts'

export interface PlaneOptions {
  readonly stateDirectory: string
  /** What its owner has set; what this cloud chooses itself wins over it. */
  readonly env?: Environment
  readonly log: Log
}

/** The control plane on this machine's emulators. */
export function planeOn(
  google: Pick<GoogleEmulators, 'firestoreHost' | 'pubsubHost'>,
  keys: Keys,
  chosen: Environment & { readonly PUBLIC_URL: string },
  { stateDirectory, env = {}, log }: PlaneOptions,
): Plane {
  // Google's clients look for the emulators here.
  process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
  process.env.PUBSUB_EMULATOR_HOST = google.pubsubHost
  process.env.METADATA_SERVER_DETECTION ??= 'none'
  return planeFrom(
    settingsFrom({
      AUTO_PROVISION_IDENTITY: 'true',
      // Nothing leaves this machine unless somebody names a mail server.
      ...(env.ONMEMOS_SMTP_URL ? {} : { ONMEMOS_MAIL_DIRECTORY: join(stateDirectory, 'mail') }),
      ...byOwnNames(env),
      ONMEMOS_INTERNAL_API_KEY: keys.adminKey,
      ONMEMOS_SESSION_SECRET: keys.sessionSecret,
      ONMEMOS_BUCKET_LOCATION: 'us-central1',
      // Browsers and curl take any name under localhost for this machine.
      ONMEMOS_PORTS_URL: chosen.PUBLIC_URL.replace('127.0.0.1', '*.localhost'),
      ONMEMOS_WORKSPACE_ROLES: 'roles/logging.logWriter',
      ONMEMOS_GOOGLE_CREDENTIALS: 'none',
      ...chosen,
    }),
    { log },
  )
}
