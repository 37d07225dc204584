import type { Store } from '../terraform/store.ts'
import { type Fields, textIn, textsAt } from '../terraform/values.ts'

/** Whether an account may do so: by a role on the whole project, or on the one resource, as it was applied. */
export function may(store: Store, email: string, permission: string, resource: string): boolean {
  const member = `serviceAccount:${email}`
  return Object.entries(grantedOn).some(([type, on]) =>
    store.all(type).some(({ fields }) => {
      const members = [...textsAt(fields, ['member']), ...textsAt(fields, ['members'])]
      const isOn = on === null || resource === on(fields) || resource.startsWith(`${on(fields)}/`)
      const role = textIn(fields, 'role') ?? ''
      return members.includes(member) && isOn && permissionsOf(store, role).includes(permission)
    }),
  )
}

/** What each kind of grant is on; null is the project, and so everything. */
const grantedOn: Readonly<Record<string, ((fields: Fields) => string) | null>> = {
  google_project_iam_member: null,
  google_storage_bucket_iam_member: ({ bucket }) => `b/${bucket}`,
  google_service_account_iam_member: ({ service_account_id: account }) => String(account),
  google_secret_manager_secret_iam_member: ({ project, secret_id: secret }) =>
    `projects/${project}/secrets/${secret}`,
  google_pubsub_topic_iam_binding: ({ project, topic }) => `projects/${project}/topics/${topic}`,
  google_pubsub_subscription_iam_member: ({ project, subscription }) =>
    `projects/${project}/subscriptions/${subscription}`,
  google_cloud_run_v2_service_iam_member: ({ project, location, name }) =>
    `projects/${project}/locations/${location}/services/${name}`,
}

const permissionsOf = (store: Store, role: string): readonly string[] => {
  const custom = store.find('google_project_iam_custom_role', role)
  return custom ? textsAt(custom.fields, ['permissions']) : (roles[role] ?? [])
}

/** What Google puts into its own roles, of those that are granted here; of each as much as anything here asks for. */
const roles: Readonly<Record<string, readonly string[]>> = {
  'roles/run.invoker': ['run.routes.invoke', 'run.jobs.run'],
  'roles/pubsub.publisher': ['pubsub.topics.publish'],
  'roles/pubsub.subscriber': ['pubsub.subscriptions.consume'],
  'roles/secretmanager.secretAccessor': ['secretmanager.versions.access'],
  'roles/iam.serviceAccountUser': [
    'iam.serviceAccounts.actAs',
    'iam.serviceAccounts.get',
    'iam.serviceAccounts.list',
  ],
  'roles/iam.serviceAccountTokenCreator': [
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.getOpenIdToken',
    'iam.serviceAccounts.signBlob',
  ],
  'roles/datastore.user': ['create', 'delete', 'get', 'list', 'update'].map(
    (verb) => `datastore.entities.${verb}`,
  ),
  'roles/storage.objectUser': ['create', 'delete', 'get', 'list', 'update'].map(
    (verb) => `storage.objects.${verb}`,
  ),
}
