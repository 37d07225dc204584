# Where the long WebSockets of terminals and the ports of sessions are. API Gateway takes no WebSockets, so it is reached
# directly, or by way of the load balancer; it checks keys and tickets itself.
resource "google_cloud_run_v2_service" "shell" {
  name                = "${var.deployment}-shell"
  location            = var.region
  deletion_protection = false
  ingress             = "INGRESS_TRAFFIC_ALL"
  labels              = { deployment = var.deployment, kind = "shell" }

  template {
    service_account                  = google_service_account.identity["shell"].email
    timeout                          = "3600s"
    max_instance_request_concurrency = 250
    session_affinity                 = true

    scaling {
      min_instance_count = lookup(var.instances_min, "shell", 0)
      max_instance_count = var.instances_max
    }

    containers {
      image = var.image
      resources {
        limits            = { cpu = "1", memory = "512Mi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = merge(local.settings, { FUNCTION_TARGET = "shell" })
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = [for secret in local.identities["shell"].secrets : secret if contains(keys(local.secrets), secret)]
        content {
          name = env.value
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.all[env.value].secret_id
              version = "latest"
            }
          }
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_version.all, google_secret_manager_secret_iam_member.reader]
}

# The one service that strangers reach without a gateway.
resource "google_cloud_run_v2_service_iam_member" "shell" {
  name     = google_cloud_run_v2_service.shell.name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}
