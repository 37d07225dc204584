# With a domain: one address and one certificate for both, terminals to the shell, all else to the public gateway.
locals {
  balanced = var.domain != null ? toset(["gateway", "shell"]) : toset([])
  # Where sockets and ports of sessions are: shell/routes.ts and shell/ports/route.ts.
  shell_paths = [
    "/v1/sessions/*/shell",
    "/v1/sessions/*/attach",
    "/v1/sessions/*/exec",
    "/v1/sessions/*/ports/**",
    "/v1/cloudrun/workspaces/*/shell",
    "/v1/gke/shell/*",
    "/execbox/v1/sessions/*/attach",
    "/execbox/v1/sessions/*/exec",
    "/terminal/**",
    "/ports/**",
  ]
}

resource "google_compute_region_network_endpoint_group" "front" {
  provider = google-beta
  for_each = local.balanced

  name                  = "${var.deployment}-${each.key}"
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  dynamic "serverless_deployment" {
    for_each = each.key == "gateway" ? [google_api_gateway_gateway.face["public"].gateway_id] : []
    content {
      platform = "apigateway.googleapis.com"
      resource = serverless_deployment.value
    }
  }
  dynamic "cloud_run" {
    for_each = each.key == "shell" ? [google_cloud_run_v2_service.shell.name] : []
    content {
      service = cloud_run.value
    }
  }

  depends_on = [google_project_service.all]
}

resource "google_compute_backend_service" "front" {
  for_each = local.balanced

  name                  = "${var.deployment}-${each.key}"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"

  backend {
    group = google_compute_region_network_endpoint_group.front[each.key].id
  }
}

resource "google_compute_url_map" "front" {
  count = var.domain != null ? 1 : 0

  name            = var.deployment
  default_service = google_compute_backend_service.front["gateway"].id

  host_rule {
    hosts        = [var.domain]
    path_matcher = "all"
  }
  path_matcher {
    name            = "all"
    default_service = google_compute_backend_service.front["gateway"].id

    dynamic "route_rules" {
      for_each = local.shell_paths
      content {
        priority = route_rules.key + 1
        service  = google_compute_backend_service.front["shell"].id
        match_rules {
          path_template_match = route_rules.value
        }
      }
    }
  }
}

resource "google_compute_global_address" "front" {
  count = var.domain != null ? 1 : 0

  name = var.deployment

  depends_on = [google_project_service.all]
}

resource "google_compute_managed_ssl_certificate" "front" {
  count = var.domain != null ? 1 : 0

  name = "${var.deployment}-${substr(sha256(var.domain), 0, 8)}"
  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.all]
}

resource "google_compute_target_https_proxy" "front" {
  count = var.domain != null ? 1 : 0

  name             = var.deployment
  url_map          = google_compute_url_map.front[0].id
  ssl_certificates = [google_compute_managed_ssl_certificate.front[0].id]
}

resource "google_compute_global_forwarding_rule" "front" {
  count = var.domain != null ? 1 : 0

  name                  = var.deployment
  target                = google_compute_target_https_proxy.front[0].id
  ip_address            = google_compute_global_address.front[0].id
  port_range            = "443"
  load_balancing_scheme = "EXTERNAL_MANAGED"
}
