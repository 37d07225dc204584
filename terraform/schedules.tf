# Google gives away three jobs of Cloud Scheduler. So there is one for each cron, not for each job of ours: it publishes a
# tick, and each job's subscription pushes that to its function.
locals {
  crons = toset([for schedule in local.contract.schedules : schedule.cron])
  ticks = { for cron in local.crons : cron => "ticks-${substr(sha256(cron), 0, 8)}" }
}

resource "google_pubsub_topic" "ticks" {
  for_each = local.ticks

  name = each.value
  # A tick that comes too late is as good as none: the next is on its way.
  message_retention_duration = "600s"

  depends_on = [google_project_service.all]
}

resource "google_cloud_scheduler_job" "ticks" {
  for_each = local.ticks

  name        = "${var.deployment}-${each.value}"
  region      = var.region
  description = "Ticks at ${each.key}"
  schedule    = each.key
  time_zone   = "Etc/UTC"

  pubsub_target {
    topic_name = google_pubsub_topic.ticks[each.key].id
    data       = base64encode(jsonencode({ cron = each.key }))
  }
}

resource "google_pubsub_subscription" "job" {
  for_each = { for schedule in local.contract.schedules : schedule.function => schedule }

  name                       = each.key
  topic                      = google_pubsub_topic.ticks[each.value.cron].id
  ack_deadline_seconds       = max(10, each.value.attempt_deadline_seconds)
  message_retention_duration = "600s"

  push_config {
    push_endpoint = google_cloud_run_v2_service.function[each.key].uri
    oidc_token {
      service_account_email = google_service_account.caller["pushes"].email
      audience              = google_cloud_run_v2_service.function[each.key].uri
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "60s"
  }

  expiration_policy {
    ttl = ""
  }
}
