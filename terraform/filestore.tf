resource "google_filestore_instance" "shared" {
  count = var.filestore ? 1 : 0

  name                        = "${var.deployment}-shared"
  location                    = "${var.region}-b"
  tier                        = "BASIC_HDD"
  deletion_protection_enabled = var.keep

  # The smallest there is.
  file_shares {
    name        = "shared"
    capacity_gb = 1024
  }
  networks {
    network = google_compute_network.plane[0].name
    modes   = ["MODE_IPV4"]
  }

  depends_on = [google_project_service.all]
}
