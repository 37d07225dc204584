import { accounts, members, projectMembers } from './google/iam.ts'
import { subscriptions, topics } from './google/pubsub.ts'
import { invokers, services } from './google/run.ts'
import { jobs } from './google/scheduler.ts'
import { versions } from './google/secrets.ts'
import { buckets } from './google/storage.ts'
import type { Making } from './making.ts'
import type { Fields } from './values.ts'

/** The services that are emulated: a resource of theirs is made there too, and what they say of it is kept. */
export interface Google {
  create(type: string, fields: Fields, config: Fields): Promise<Fields>
  update(type: string, fields: Fields, config: Fields): Promise<Fields>
  remove(type: string, fields: Fields): Promise<void>
}

/** By the custom endpoints that Google's own provider reads from the environment; a service without one is not emulated. */
export function emulatedGoogle(env: NodeJS.ProcessEnv): Google {
  const makings: Readonly<Record<string, Making>> = {
    ...withEndpoint(env.GOOGLE_IAM_CUSTOM_ENDPOINT, (url) => ({
      google_service_account: accounts(url),
      google_project_iam_member: projectMembers(url),
      google_service_account_iam_member: members(url),
    })),
    ...withEndpoint(env.GOOGLE_STORAGE_CUSTOM_ENDPOINT, (url) => ({
      google_storage_bucket: buckets(url),
    })),
    ...withEndpoint(env.GOOGLE_PUBSUB_CUSTOM_ENDPOINT, (url) => ({
      google_pubsub_topic: topics(url),
      google_pubsub_subscription: subscriptions(url, env.ONMEMOS_PUSH_PROXY ?? ''),
    })),
    ...withEndpoint(env.GOOGLE_CLOUD_RUN_V2_CUSTOM_ENDPOINT, (url) => ({
      google_cloud_run_v2_service: services(url, env.ONMEMOS_EMULATED_SECRETS ?? ''),
      google_cloud_run_v2_service_iam_member: invokers(url),
    })),
    ...withEndpoint(env.GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT, (url) => ({
      google_cloud_scheduler_job: jobs(url),
    })),
    ...withEndpoint(env.ONMEMOS_EMULATED_SECRETS, (folder) => ({
      google_secret_manager_secret_version: versions(folder),
    })),
  }
  return {
    create: async (type, fields, config) => makings[type]?.create(fields, config) ?? {},
    update: async (type, fields, config) => makings[type]?.update?.(fields, config) ?? {},
    remove: async (type, fields) => makings[type]?.remove?.(fields),
  }
}

const withEndpoint = (
  endpoint: string | undefined,
  make: (endpoint: string) => Readonly<Record<string, Making>>,
) => (endpoint ? make(endpoint) : {})
