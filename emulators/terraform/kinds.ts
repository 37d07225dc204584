import type { Fields, Value } from './values.ts'

/** What Google does with resources of a type, as far as their schema does not say it. */
export interface Kind {
  /** Made of its arguments: two resources with the same are one. */
  readonly id: string
  /** The service that must be switched on in the project before. */
  readonly service?: string
  /** Arguments that nobody can change, beside those of the id. */
  readonly fixed?: readonly string[]
  /** Arguments that name another resource, and the type of that. It must be there. */
  readonly names?: Readonly<Record<string, string>>
  /** What Google says of it once it is there. */
  readonly told?: (fields: Fields, about: About) => Readonly<Record<string, Value>>
  /** What keeps it from being destroyed while it is set so. */
  readonly keeps?: { readonly argument: string; readonly unless: Value }
}

/** A resource's id, and the project that it is in. */
export interface About {
  readonly id: string
  readonly project: string
  readonly number: string
}

/** A project's number, from its id: nobody hands them out here. */
export const numberOf = (project: string): string => {
  const sum = [...project].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 1e9, 7)
  return String(100_000_000_000 + sum)
}

const compute = (path: string, names: Kind['names'] = {}): Kind => ({
  id: `projects/{project}/${path}`,
  service: 'compute.googleapis.com',
  names,
  told: (_, { id }) => ({ self_link: `https://www.googleapis.com/compute/v1/${id}` }),
})

/** Whoever is named as a member must be there, too: see `members.ts`. */
const member = (of: string, resource: string, type: string, rest: Partial<Kind> = {}): Kind => ({
  id: `${of}/{role}/{member}`,
  names: { [resource]: type },
  ...rest,
})

const account = 'google_service_account'

export const kinds: Readonly<Record<string, Kind>> = {
  google_project_service: { id: '{project}/{service}' },
  google_project_service_identity: {
    id: 'projects/{project}/services/{service}',
    told: ({ service }, { number }) => {
      const email = `service-${number}@gcp-sa-${String(service).split('.')[0]}.iam.gserviceaccount.com`
      return { email, member: `serviceAccount:${email}` }
    },
  },
  google_service_account: {
    id: 'projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com',
    service: 'iam.googleapis.com',
    told: ({ account_id }, { id, project }) => {
      const email = `${account_id}@${project}.iam.gserviceaccount.com`
      return { name: id, email, member: `serviceAccount:${email}`, unique_id: numberOf(email) }
    },
  },
  google_service_account_iam_member: member('{service_account_id}', 'service_account_id', account),
  google_project_iam_member: { id: '{project}/{role}/{member}' },
  google_project_iam_custom_role: {
    id: 'projects/{project}/roles/{role_id}',
    told: (_, { id }) => ({ name: id, deleted: false }),
  },
  google_firestore_database: {
    id: 'projects/{project}/databases/{name}',
    service: 'firestore.googleapis.com',
    fixed: ['location_id'],
    keeps: { argument: 'delete_protection_state', unless: 'DELETE_PROTECTION_ENABLED' },
  },
  google_firestore_index: {
    id: 'projects/{project}/databases/{database}/collectionGroups/{collection}/indexes/{fields}',
    service: 'firestore.googleapis.com',
    fixed: ['query_scope', 'api_scope'],
    names: { database: 'google_firestore_database' },
    told: (_, { id }) => ({ name: id }),
  },
  google_firestore_field: {
    id: 'projects/{project}/databases/{database}/collectionGroups/{collection}/fields/{field}',
    service: 'firestore.googleapis.com',
    names: { database: 'google_firestore_database' },
    told: (_, { id }) => ({ name: id }),
  },
  google_firestore_backup_schedule: {
    id: 'projects/{project}/databases/{database}/backupSchedules/{retention}',
    service: 'firestore.googleapis.com',
    names: { database: 'google_firestore_database' },
    told: (_, { id }) => ({ name: id }),
  },
  google_pubsub_topic: {
    id: 'projects/{project}/topics/{name}',
    service: 'pubsub.googleapis.com',
  },
  google_pubsub_subscription: {
    id: 'projects/{project}/subscriptions/{name}',
    service: 'pubsub.googleapis.com',
    fixed: ['topic', 'filter'],
    names: {
      topic: 'google_pubsub_topic',
      'dead_letter_policy.dead_letter_topic': 'google_pubsub_topic',
      'push_config.oidc_token.service_account_email': account,
    },
  },
  google_pubsub_topic_iam_binding: {
    id: 'projects/{project}/topics/{topic}/{role}',
    names: { topic: 'google_pubsub_topic' },
  },
  google_pubsub_subscription_iam_member: member(
    'projects/{project}/subscriptions/{subscription}',
    'subscription',
    'google_pubsub_subscription',
  ),
  google_cloud_scheduler_job: {
    id: 'projects/{project}/locations/{region}/jobs/{name}',
    service: 'cloudscheduler.googleapis.com',
    names: { 'http_target.oidc_token.service_account_email': account },
    told: () => ({ state: 'ENABLED', paused: false }),
  },
  google_artifact_registry_repository: {
    id: 'projects/{project}/locations/{location}/repositories/{repository_id}',
    service: 'artifactregistry.googleapis.com',
    fixed: ['format'],
    told: ({ repository_id, location }, { project }) => ({
      name: repository_id ?? null,
      registry_uri: `${location}-docker.pkg.dev/${project}/${repository_id}`,
    }),
  },
  google_storage_bucket: {
    id: '{name}',
    service: 'storage.googleapis.com',
    fixed: ['location', 'project'],
    told: ({ name }) => ({ url: `gs://${name}`, self_link: `storage/v1/b/${name}` }),
  },
  google_storage_bucket_iam_member: member('b/{bucket}', 'bucket', 'google_storage_bucket'),
  google_secret_manager_secret: {
    id: 'projects/{project}/secrets/{secret_id}',
    service: 'secretmanager.googleapis.com',
    told: ({ secret_id }, { number }) => ({ name: `projects/${number}/secrets/${secret_id}` }),
  },
  google_secret_manager_secret_version: {
    id: '{secret}/versions/{secret_data_wo_version}',
    service: 'secretmanager.googleapis.com',
    names: { secret: 'google_secret_manager_secret' },
    told: ({ secret_data_wo_version: version }, { id }) => ({ name: id, version: `${version}` }),
  },
  google_secret_manager_secret_iam_member: member(
    'projects/{project}/secrets/{secret_id}',
    'secret_id',
    'google_secret_manager_secret',
  ),
  google_cloud_run_v2_service: {
    id: 'projects/{project}/locations/{location}/services/{name}',
    service: 'run.googleapis.com',
    names: {
      'template.service_account': account,
      'template.containers.env.value_source.secret_key_ref.secret': 'google_secret_manager_secret',
      'template.volumes.gcs.bucket': 'google_storage_bucket',
    },
    keeps: { argument: 'deletion_protection', unless: false },
    told: ({ name, location }, { number }) => {
      const uri = `https://${name}-${number}.${location}.run.app`
      return { uri, urls: [uri], generation: '1', reconciling: false }
    },
  },
  google_cloud_run_v2_service_iam_member: member(
    'projects/{project}/locations/{location}/services/{name}',
    'name',
    'google_cloud_run_v2_service',
  ),
  google_api_gateway_api: {
    id: 'projects/{project}/locations/global/apis/{api_id}',
    service: 'apigateway.googleapis.com',
    told: ({ api_id }, { id, project }) => ({
      name: id,
      managed_service: `${api_id}-0.apigateway.${project}.cloud.goog`,
    }),
  },
  google_api_gateway_api_config: {
    id: 'projects/{project}/locations/global/apis/{api}/configs/{api_config_id}',
    service: 'apigateway.googleapis.com',
    fixed: ['openapi_documents', 'gateway_config'],
    names: {
      api: 'google_api_gateway_api',
      'gateway_config.backend_config.google_service_account': account,
    },
    told: (_, { id }) => ({ name: id }),
  },
  google_api_gateway_gateway: {
    id: 'projects/{project}/locations/{region}/gateways/{gateway_id}',
    service: 'apigateway.googleapis.com',
    names: { api_config: 'google_api_gateway_api_config' },
    told: ({ gateway_id }, { id, number }) => ({
      name: id,
      default_hostname: `${gateway_id}-${Number(number).toString(36)}.uc.gateway.dev`,
    }),
  },
  google_container_cluster: {
    id: 'projects/{project}/locations/{location}/clusters/{name}',
    service: 'container.googleapis.com',
    names: { network: 'google_compute_network', subnetwork: 'google_compute_subnetwork' },
    keeps: { argument: 'deletion_protection', unless: false },
    told: (_, { number }) => ({ endpoint: '10.128.0.2', self_link: number }),
  },
  google_filestore_instance: {
    id: 'projects/{project}/locations/{location}/instances/{name}',
    service: 'file.googleapis.com',
  },
  google_compute_network: compute('global/networks/{name}'),
  google_compute_subnetwork: compute('regions/{region}/subnetworks/{name}', {
    network: 'google_compute_network',
  }),
  google_compute_global_address: {
    ...compute('global/addresses/{name}'),
    told: (_, { id }) => ({
      self_link: `https://www.googleapis.com/compute/v1/${id}`,
      address: '203.0.113.10',
    }),
  },
  google_compute_region_network_endpoint_group: compute(
    'regions/{region}/networkEndpointGroups/{name}',
    { 'cloud_run.service': 'google_cloud_run_v2_service' },
  ),
  google_compute_backend_service: compute('global/backendServices/{name}', {
    'backend.group': 'google_compute_region_network_endpoint_group',
  }),
  google_compute_url_map: compute('global/urlMaps/{name}', {
    default_service: 'google_compute_backend_service',
    'path_matcher.default_service': 'google_compute_backend_service',
  }),
  google_compute_managed_ssl_certificate: compute('global/sslCertificates/{name}'),
  google_compute_target_https_proxy: compute('global/targetHttpsProxies/{name}', {
    url_map: 'google_compute_url_map',
    ssl_certificates: 'google_compute_managed_ssl_certificate',
  }),
  google_compute_global_forwarding_rule: compute('global/forwardingRules/{name}', {
    target: 'google_compute_target_https_proxy',
  }),
  google_monitoring_notification_channel: {
    id: 'projects/{project}/notificationChannels/{display_name}',
    service: 'monitoring.googleapis.com',
    told: (_, { id }) => ({ name: id }),
  },
  google_monitoring_uptime_check_config: {
    id: 'projects/{project}/uptimeCheckConfigs/{display_name}',
    service: 'monitoring.googleapis.com',
    told: (_, { id }) => ({ name: id, uptime_check_id: id.split('/').at(-1) ?? '' }),
  },
  google_monitoring_alert_policy: {
    id: 'projects/{project}/alertPolicies/{display_name}',
    service: 'monitoring.googleapis.com',
    names: { notification_channels: 'google_monitoring_notification_channel' },
    told: (_, { id }) => ({ name: id }),
  },
  google_billing_budget: {
    id: 'billingAccounts/{billing_account}/budgets/{display_name}',
    told: (_, { id }) => ({ name: id }),
  },
}
