# `terraform test` in this folder. What is refused, each with a message that says what to do.
variables {
  project = "demo-project"
  image   = "us-central1-docker.pkg.dev/demo-project/onmemos/plane@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
}

run "mistakes_are_refused" {
  command = plan

  variables {
    project          = "My Project"
    region           = "us-central1-a"
    deployment       = "too-long-a-name"
    image            = "plane:latest"
    domain           = "https://api.example.com/"
    settings         = { STRIPE_API_KEY = "sk" }
    optional_secrets = ["STRIPE"]
    alert_emails     = ["me"]
    backup_days      = 400
    instances_max    = 0
    secrets_version  = 0
    budget           = { billing_account = "mine", dollars = 10 }
  }

  expect_failures = [
    var.project,
    var.region,
    var.deployment,
    var.image,
    var.domain,
    var.settings,
    var.optional_secrets,
    var.alert_emails,
    var.backup_days,
    var.instances_max,
    var.secrets_version,
    var.budget,
  ]
}

run "everything_can_be_switched_on" {
  command = plan

  variables {
    domain           = "api.example.com"
    gke              = true
    filestore        = true
    alert_emails     = ["oncall@example.com"]
    budget           = { billing_account = "01ABCD-234567-89EF01", dollars = 100 }
    optional_secrets = ["STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"]
  }

  assert {
    condition     = output.public_url == "https://api.example.com"
    error_message = "The public face is at the domain."
  }
  assert {
    condition     = length(google_monitoring_alert_policy.all) == 4
    error_message = "Somebody is told of each of the four."
  }
}

run "nothing_costs_while_idle" {
  command = plan

  assert {
    condition     = length(google_cloud_scheduler_job.ticks) <= 3
    error_message = "Google gives three jobs of Cloud Scheduler away: more crons cost."
  }
  assert {
    condition     = length(google_secret_manager_secret.all) <= 6
    error_message = "Google gives six versions of secrets away."
  }
  assert {
    condition = alltrue(concat(
      [for service in google_cloud_run_v2_service.function : service.template[0].scaling[0].min_instance_count == 0],
      [google_cloud_run_v2_service.shell.template[0].scaling[0].min_instance_count == 0],
    ))
    error_message = "No instance waits for requests."
  }
  assert {
    condition     = length(google_compute_global_forwarding_rule.front) + length(google_container_cluster.sessions) + length(google_filestore_instance.shared) + length(google_monitoring_alert_policy.all) == 0
    error_message = "What costs by the hour is behind a switch."
  }
}
