resource "google_container_cluster" "sessions" {
  count = var.gke ? 1 : 0

  name                = var.deployment
  location            = var.region
  enable_autopilot    = true
  deletion_protection = var.keep
  network             = google_compute_network.plane[0].id
  subnetwork          = google_compute_subnetwork.plane[0].id

  # Its API is reached by name and by Google's own tokens, from Cloud Run as well.
  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = true
    }
  }
  release_channel {
    channel = "REGULAR"
  }
  # Autopilot chooses its ranges itself.
  ip_allocation_policy {}

  depends_on = [google_project_service.all]
}
