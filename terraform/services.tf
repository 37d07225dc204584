locals {
  services = toset(concat(
    [
      "apigateway.googleapis.com",
      "artifactregistry.googleapis.com",
      "cloudresourcemanager.googleapis.com",
      "cloudscheduler.googleapis.com",
      "firestore.googleapis.com",
      "iam.googleapis.com",
      "monitoring.googleapis.com",
      "pubsub.googleapis.com",
      "run.googleapis.com",
      "secretmanager.googleapis.com",
      "servicecontrol.googleapis.com",
      "servicemanagement.googleapis.com",
      "storage.googleapis.com",
    ],
    var.domain != null || var.gke || var.filestore ? ["compute.googleapis.com"] : [],
    var.gke ? ["container.googleapis.com"] : [],
    var.filestore ? ["file.googleapis.com"] : [],
    var.budget != null ? ["billingbudgets.googleapis.com"] : [],
  ))
}

resource "google_project_service" "all" {
  for_each = local.services

  service = each.key
  # What else is in the project may need it.
  disable_on_destroy = false
}
