locals {
  # Cloud Run gives each service this address as well, before the service is there: so the gateway, whose own address functions
  # are told, can be made first.
  address = {
    for name in concat(keys(local.functions), ["shell"]) :
    name => "https://${var.deployment}-${name}-${data.google_project.this.number}.${var.region}.run.app"
  }
  # Known before the accounts are made, too.
  email = {
    for name in concat(keys(local.identities), ["session"]) : name => "${var.deployment}-${name}@${var.project}.iam.gserviceaccount.com"
  }
  public_url = var.domain != null ? "https://${var.domain}" : "https://${google_api_gateway_gateway.face["public"].default_hostname}"

  # What each of them is told.
  settings = merge(
    {
      PROJECT_ID              = var.project
      PUBLIC_URL              = local.public_url
      ONMEMOS_DEPLOYMENT      = var.deployment
      ONMEMOS_ARCHIVE_BUCKET  = google_storage_bucket.archives.name
      ONMEMOS_BUCKET_LOCATION = var.region
      ONMEMOS_PLACEMENT       = join(",", [for backend in var.backends : "${backend}=${backend}"])
      REGION                  = var.region
      ONMEMOS_PORTS_URL       = var.domain != null ? "https://${var.domain}" : local.address["shell"]
      # The gateway and Cloud Run both add to X-Forwarded-For.
      ONMEMOS_TRUSTED_PROXIES = var.domain != null ? "3" : "2"
    },
    var.session_image == null ? {} : { ONMEMOS_CLOUD_RUN_IMAGE = var.session_image },
    contains(var.backends, "cloud_run") ? {
      ONMEMOS_CLOUD_RUN_ACCOUNT = local.email["session"]
      ONMEMOS_CLOUD_RUN_CALLERS = join(",", [for name in sort(local.session_callers) : local.email[name]])
    } : {},
    var.settings,
  )
}

resource "google_cloud_run_v2_service" "function" {
  for_each = local.functions

  name                = "${var.deployment}-${each.key}"
  location            = var.region
  deletion_protection = false
  ingress             = "INGRESS_TRAFFIC_ALL"
  labels              = { deployment = var.deployment, kind = each.value.kind }

  template {
    service_account = google_service_account.identity[each.value.identity].email
    # A stream of output may take as long as its session.
    timeout = each.value.kind == "route" ? "3600s" : "600s"

    scaling {
      min_instance_count = lookup(var.instances_min, each.key, 0)
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
        for_each = merge(local.settings, { FUNCTION_TARGET = each.key })
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = [for secret in local.identities[each.value.identity].secrets : secret if contains(keys(local.secrets), secret)]
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

  # Cloud Run reads the secrets when it makes the revision.
  depends_on = [google_secret_manager_secret_version.all, google_secret_manager_secret_iam_member.reader]
}

# Who may call each function: its gateway, or Pub/Sub. Never everybody.
resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = local.functions

  # By its name: Terraform would read all of the functions for each that is referred to.
  name     = "${var.deployment}-${each.key}"
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.caller[each.value.kind == "route" ? "gateway-${each.value.face}" : "pushes"].member

  depends_on = [google_cloud_run_v2_service.function]
}
