resource "google_pubsub_topic" "all" {
  for_each = local.topics

  name = each.key
  # What nobody took is kept for a day, and can be replayed.
  message_retention_duration = "86400s"

  depends_on = [google_project_service.all]
}

resource "google_pubsub_topic_iam_binding" "publishers" {
  for_each = toset([for topic in local.contract.topics : topic.name])

  topic   = google_pubsub_topic.all[each.key].name
  role    = "roles/pubsub.publisher"
  members = [for identity in google_service_account.identity : identity.member]
}

resource "google_pubsub_subscription" "worker" {
  for_each = local.subscriptions

  name                 = each.key
  topic                = google_pubsub_topic.all[each.value.topic].id
  filter               = each.value.filter
  ack_deadline_seconds = each.value.ack_deadline_seconds

  push_config {
    push_endpoint = google_cloud_run_v2_service.function[each.value.function].uri
    oidc_token {
      service_account_email = google_service_account.caller["pushes"].email
      audience              = google_cloud_run_v2_service.function[each.value.function].uri
    }
  }

  retry_policy {
    minimum_backoff = "${each.value.backoff_seconds_min}s"
    maximum_backoff = "${each.value.backoff_seconds_max}s"
  }

  dynamic "dead_letter_policy" {
    for_each = compact([for topic in local.contract.topics : topic.dead_letter if topic.name == each.value.topic])
    content {
      dead_letter_topic     = google_pubsub_topic.all[dead_letter_policy.value].id
      max_delivery_attempts = each.value.deliveries_max
    }
  }

  # A subscription that nobody used for a month would go otherwise.
  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub moves dead letters, and signs its pushes, as this.
resource "google_project_service_identity" "pubsub" {
  provider = google-beta

  service = "pubsub.googleapis.com"

  depends_on = [google_project_service.all]
}

resource "google_service_account_iam_member" "pubsub_signs" {
  service_account_id = google_service_account.caller["pushes"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_project_service_identity.pubsub.member
}

resource "google_pubsub_topic_iam_binding" "dead_letters" {
  for_each = toset(compact([for topic in local.contract.topics : topic.dead_letter]))

  topic   = google_pubsub_topic.all[each.key].name
  role    = "roles/pubsub.publisher"
  members = [google_project_service_identity.pubsub.member]
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = { for name, line in local.subscriptions : name => line if anytrue([for topic in local.contract.topics : topic.name == line.topic && topic.dead_letter != null]) }

  subscription = google_pubsub_subscription.worker[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = google_project_service_identity.pubsub.member
}
