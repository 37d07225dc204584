import type { Block } from '../../emulators/terraform/schema.ts'

/** What of Google's Terraform providers `terraform/` uses. `npm run derive:terraform` reads their schemas. */
export const providers = {
  google: {
    resources: [
      'artifact_registry_repository',
      'billing_budget',
      'cloud_run_v2_service',
      'cloud_run_v2_service_iam_member',
      'cloud_scheduler_job',
      'compute_backend_service',
      'compute_global_address',
      'compute_global_forwarding_rule',
      'compute_managed_ssl_certificate',
      'compute_network',
      'compute_subnetwork',
      'compute_target_https_proxy',
      'compute_url_map',
      'container_cluster',
      'filestore_instance',
      'firestore_backup_schedule',
      'firestore_database',
      'firestore_field',
      'firestore_index',
      'monitoring_alert_policy',
      'monitoring_notification_channel',
      'monitoring_uptime_check_config',
      'project_iam_custom_role',
      'project_iam_member',
      'project_service',
      'pubsub_subscription',
      'pubsub_subscription_iam_member',
      'pubsub_topic',
      'pubsub_topic_iam_binding',
      'secret_manager_secret',
      'secret_manager_secret_iam_member',
      'secret_manager_secret_version',
      'service_account',
      'service_account_iam_member',
      'storage_bucket',
      'storage_bucket_iam_member',
    ],
    data: ['project'],
  },
  'google-beta': {
    resources: [
      'api_gateway_api',
      'api_gateway_api_config',
      'api_gateway_gateway',
      'compute_region_network_endpoint_group',
      'project_service_identity',
    ],
    data: [],
  },
} as const

/** Of a provider's own settings, those that `terraform/` sets. */
export const provider: Block = {
  attributes: {
    project: { type: 'string', optional: true },
    region: { type: 'string', optional: true },
    billing_project: { type: 'string', optional: true },
    user_project_override: { type: 'bool', optional: true },
    default_labels: { type: ['map', 'string'], optional: true },
  },
  blocks: {},
}

export type ProviderName = keyof typeof providers
