resource "google_artifact_registry_repository" "images" {
  repository_id = var.deployment
  location      = var.region
  format        = "DOCKER"
  description   = "The control plane's image"

  # Half a gigabyte is free: what is neither recent nor among the last three goes.
  cleanup_policies {
    id     = "old"
    action = "DELETE"
    condition {
      older_than = "604800s"
    }
  }
  cleanup_policies {
    id     = "last"
    action = "KEEP"
    most_recent_versions {
      keep_count = 3
    }
  }

  depends_on = [google_project_service.all]
}
