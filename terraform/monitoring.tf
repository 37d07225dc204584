# Only where somebody is told: an alert nobody reads costs, too.
locals {
  watched = length(var.alert_emails) > 0 ? 1 : 0
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  display_name = "OnMemOS ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }

  depends_on = [google_project_service.all]
}

resource "google_monitoring_uptime_check_config" "health" {
  count = local.watched

  display_name = "${var.deployment} health"
  timeout      = "10s"
  # Each check wakes the function: the longest period there is.
  period = "900s"

  http_check {
    path         = "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project, host = trimprefix(local.public_url, "https://") }
  }
}

locals {
  alerts = {
    "the public face is down" = {
      filter    = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.type=\"uptime_url\" AND metric.labels.check_id=\"${try(google_monitoring_uptime_check_config.health[0].uptime_check_id, "")}\""
      aligner   = "ALIGN_FRACTION_TRUE"
      threshold = 0.5
      below     = true
      duration  = "900s"
    }
    "commands are given up" = {
      filter    = "metric.type=\"pubsub.googleapis.com/subscription/dead_letter_message_count\" AND resource.type=\"pubsub_subscription\""
      aligner   = "ALIGN_DELTA"
      threshold = 0
      below     = false
      duration  = "0s"
    }
    "functions fail" = {
      filter    = "metric.type=\"run.googleapis.com/request_count\" AND resource.type=\"cloud_run_revision\" AND metric.labels.response_code_class=\"5xx\" AND resource.labels.service_name=starts_with(\"${var.deployment}-\")"
      aligner   = "ALIGN_RATE"
      threshold = 0.1
      below     = false
      duration  = "300s"
    }
    "leases are not renewed" = {
      filter    = "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" AND resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"jobs-sweep\""
      aligner   = "ALIGN_MAX"
      threshold = 300
      below     = false
      duration  = "120s"
    }
  }
}

resource "google_monitoring_alert_policy" "all" {
  for_each = local.watched == 1 ? local.alerts : {}

  display_name          = "${var.deployment}: ${each.key}"
  combiner              = "OR"
  notification_channels = [for channel in google_monitoring_notification_channel.email : channel.name]

  conditions {
    display_name = each.key
    condition_threshold {
      filter          = each.value.filter
      comparison      = each.value.below ? "COMPARISON_LT" : "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = each.value.duration
      aggregations {
        alignment_period   = "300s"
        per_series_aligner = each.value.aligner
      }
    }
  }
}

resource "google_billing_budget" "monthly" {
  count = var.budget != null ? 1 : 0

  billing_account = var.budget.billing_account
  display_name    = "OnMemOS ${var.deployment}"

  budget_filter {
    projects = ["projects/${data.google_project.this.number}"]
  }
  amount {
    specified_amount {
      currency_code = "USD"
      units         = tostring(floor(var.budget.dollars))
    }
  }
  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  depends_on = [google_project_service.all]
}
