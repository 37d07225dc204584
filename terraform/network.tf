# For what needs one: a cluster, shared volumes.
locals {
  needs_network = var.gke || var.filestore ? 1 : 0
}

resource "google_compute_network" "plane" {
  count = local.needs_network

  name                    = var.deployment
  auto_create_subnetworks = false

  depends_on = [google_project_service.all]
}

resource "google_compute_subnetwork" "plane" {
  count = local.needs_network

  name                     = var.deployment
  region                   = var.region
  network                  = google_compute_network.plane[0].id
  ip_cidr_range            = "10.0.0.0/20"
  private_ip_google_access = true
}
