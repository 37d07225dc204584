# Files of paused sessions, snapshots, long outputs. What in it belongs to nothing, the job `tidy` removes.
resource "google_storage_bucket" "archives" {
  name     = "${var.project}-${var.deployment}-archives"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.keep

  # What somebody deletes is gone, and costs nothing from then on.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # Parts of uploads that never ended.
  lifecycle_rule {
    condition {
      age = 1
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }

  depends_on = [google_project_service.all]
}

resource "google_storage_bucket_iam_member" "archives" {
  for_each = local.identities

  bucket = google_storage_bucket.archives.name
  role   = "roles/storage.objectUser"
  member = google_service_account.identity[each.key].member
}
